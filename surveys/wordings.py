"""What tenants write in surveys: the question."""

from i18n import _, lazy
from i18n.texts import Texts
from polydesk.kernel.audit import record
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import Kind, Phrase, declare
from surveys.question import KEY, KIND, LONGEST, change_question, question


async def questions() -> list[Phrase]:
    return [Phrase(KEY, _("Question of the survey"), await question(), "/admin/surveys", LONGEST)]


async def save_question(key: str, texts: Texts) -> None:
    if key != KEY:
        raise NotFound
    before = await question()
    await change_question(texts)
    await record("surveys.setting_changed", changes={"question": [before, texts]})


declare(Kind(KIND, lazy("Surveys"), questions, save_question))
