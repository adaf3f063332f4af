"""What a ticket was asked as and what was answered, corrected by an agent; nobody's change is overwritten unseen."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from polydesk.desk.frame import frame
from polydesk.fields import keeping
from polydesk.fields.answering import fill, read_answers
from polydesk.fields.catalogue import catalogue
from polydesk.fields.changing import change_answers, mark
from polydesk.fields.keeping import Held
from polydesk.fields.questions import MOST_TYPED, Questions, for_agents
from polydesk.fields.refusals import AnswersChanged
from polydesk.fields.showing import sheet
from polydesk.kernel.actor import actor
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from polydesk.tickets.policy import ticket_for
from polydesk.tickets.ticket import Ticket

AnyRequest = Request[Any, Any, Any]


class AnswerForm(Struct):
    """The answers come beside it, by the names of their fields; `seen` names those that the form was opened with."""

    type: str = ""
    seen: str = ""


class AnswerPages(Controller):
    path = "/desk/tickets/{number:int}/answers"

    @get()
    async def show(self, number: FromPath[int]) -> Response[str]:
        ticket, known = await ticket_for(number), await catalogue()
        held = await keeping.held_by(ticket.id)
        form = empty(AnswerForm, type=str(held.type_id or ""), seen=mark(held))
        fill(form, list(known.fields.values()), held.answers)
        return await _page(form, ticket, for_agents(form, known, held))

    @post("/questions", status_code=200)
    async def ask(self, request: AnyRequest, number: FromPath[int]) -> Response[str]:
        """The questions alone, once something is chosen that changes them."""
        ticket, known = await ticket_for(number), await catalogue()
        form = await read_form(request, AnswerForm, most_fields=MOST_TYPED)
        asked = for_agents(form, known, await keeping.held_by(ticket.id))
        return Page("fields/_questions.html", **_context(form, ticket, asked))

    @post(status_code=200)
    async def change(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        ticket, known = await ticket_for(number), await catalogue()
        form = await read_form(request, AnswerForm, most_fields=MOST_TYPED)
        held = await keeping.held_by(ticket.id)
        asked = for_agents(form, known, held)
        if form.value("show"):
            return await _page(form, ticket, asked)
        answers = read_answers(form, asked.asked, all_required=False)
        if not form.ok:
            return await _page(form, ticket, asked, status=422)
        try:
            seen = form.value("seen")
            await change_answers(ticket, known, kind=asked.type, answers=answers, by=actor(), seen=seen)
        except AnswersChanged as refusal:
            form.fail("", refusal.message)
            form.values["seen"] = [mark(held)]
            return await _page(form, ticket, asked, status=409, now=held)
        return redirect(f"/desk/tickets/{number}")


async def _page(
    form: Form[AnswerForm], ticket: Ticket, asked: Questions, *, status: int = 200, now: Held | None = None
) -> Response[str]:
    """`now` is what the answers say by now, when somebody else was faster."""
    present = sheet(await catalogue(), now) if now else None
    return Page(
        "desk/answers.html", status=status, desk=await frame(), present=present, **_context(form, ticket, asked)
    )


def _context(form: Form[AnswerForm], ticket: Ticket, asked: Questions) -> dict[str, Any]:
    at = f"/desk/tickets/{ticket.number}/answers/questions"
    return {"form": form, "ticket": ticket, "questions": asked, "asks_at": at, "is_desk": True}
