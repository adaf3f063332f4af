"""The question in the tenant's own words, in its languages; ours where there are none."""

from msgspec.structs import replace

from i18n import _
from i18n.texts import Texts
from polydesk.kernel.wording import say
from surveys import form_beginnings, survey_forms
from surveys.form_choice import standard
from surveys.form_content import LONGEST_QUESTION as LONGEST

KEY = "question"


async def question() -> Texts:
    return (await standard()).content.question


async def change_question(texts: Texts) -> None:
    form_id = await form_beginnings.begin()
    await survey_forms.publish(form_id, replace((await standard()).content, question=texts))


def worded(texts: Texts, default: str) -> str:
    """As it is asked in the language of the moment."""
    return say(survey_forms.KIND, KEY, texts, default) or _("How did we do?")


__all__ = ["LONGEST", "change_question", "question", "worded"]
