"""The question in the tenant's own words, in its languages; ours where there are none."""

from i18n import _
from i18n.texts import Texts
from polydesk.kernel import unit
from polydesk.kernel.settings import settings
from polydesk.kernel.wording import say, written

KIND = "survey_question"
KEY = "question"
LONGEST = 140


async def question() -> Texts:
    found: Texts = await unit.fetchval("SELECT question FROM survey_setting WHERE tenant_id = app.tenant_id()") or {}
    return found


async def change_question(texts: Texts) -> None:
    before = await question()
    if texts != before:
        await unit.execute(
            """INSERT INTO survey_setting (question, delay_s) VALUES ($1, $2)
               ON CONFLICT (tenant_id) DO UPDATE SET question = excluded.question""",
            *(texts, settings().rating_delay_s),
        )
        await written(KIND, KEY, before, texts)


def worded(texts: Texts, default: str) -> str:
    """As it is asked in the language of the moment."""
    return say(KIND, KEY, texts, default) or _("How did we do?")
