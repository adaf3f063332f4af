"""The company's own questions in the form for a new ticket; most companies ask none, and pay nothing for it."""

from typing import Any

from i18n import current_locale
from polydesk.fields import file_answers, keeping
from polydesk.fields.answering import read_answers
from polydesk.fields.catalogue import catalogue
from polydesk.fields.finding import words_in
from polydesk.fields.model import Answers
from polydesk.fields.questions import Questions, for_customers
from polydesk.kernel.storage import StoredFile
from polydesk.kernel.web import Form
from polydesk.tickets.submission import Submitted


def asks_at() -> str:
    """Where an open form fetches its questions anew."""
    return f"/{current_locale()}/tickets/questions"


async def asked(form: Form[Any]) -> Questions | None:
    """What this form asks beyond subject and message, by what is chosen in it so far."""
    return for_customers(form, await catalogue())


async def take_files(form: Form[Any], questions: Questions | None) -> list[StoredFile]:
    """Those that are answers. Kept first, so that nothing is lost whatever else is wrong."""
    return await file_answers.receive(form, questions.asked.shown()) if questions else []


def answers_to(form: Form[Any], questions: Questions | None) -> Answers:
    """What was answered; what is missing or not right is said beside its field."""
    return read_answers(form, questions.asked) if questions else {}


async def keep(done: Submitted, questions: Questions | None, answers: Answers) -> None:
    """With the ticket that was just made. Of a form that was sent twice the first answers hold."""
    if questions and questions.type and not done.is_repeat:
        words = words_in(questions.asked.shown(), answers)
        await keeping.keep(done.ticket_id, questions.type.id, answers, words=words)
