"""A ticket that an agent begins: for somebody who called, where only the subject is needed, or by writing to a customer first."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromQuery

from i18n import LazyText, _, lazy
from polydesk.desk import choices
from polydesk.desk.forms import CallersTicket, TypeChoice
from polydesk.desk.frame import frame
from polydesk.fields.answering import read_answers
from polydesk.fields.catalogue import catalogue
from polydesk.fields.finding import words_in
from polydesk.fields.keeping import keep
from polydesk.fields.questions import MOST_TYPED, for_agents
from polydesk.kernel.actor import actor
from polydesk.kernel.mail import BadAddress
from polydesk.kernel.refusals import LimitReached
from polydesk.kernel.tokens import new_token
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.replies.checking import left_open
from polydesk.tickets.categories import categories
from polydesk.tickets.submission import Submitted, submit_for_caller, submit_outbound
from polydesk.tickets.ticket import PRIORITIES
from tenants.brands import brands
from tenants.here import site

AnyRequest = Request[Any, Any, Any]
KINDS: dict[str, tuple[LazyText, LazyText]] = {
    "caller": (
        lazy("Somebody called or came by"),
        lazy("What they want is the first message; it waits for an answer."),
    ),
    "outbound": (
        lazy("I write to the customer first"),
        lazy("They get your message by e-mail; nobody is waiting for us."),
    ),
}


class NewTicketPages(Controller):
    path = "/desk/tickets/new"

    @get()
    async def form(self, email: FromQuery[str] = "") -> Response[str]:
        me = str(actor().id)
        return await _page(empty(CallersTicket, begins="caller", email=email, priority="normal", assignee=me))

    @post(status_code=200)
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, CallersTicket, most_fields=MOST_TYPED)
        asked = for_agents(form, await catalogue())
        if form.value("show"):
            form.errors.clear()
            return await _page(form)
        answers = read_answers(form, asked.asked, all_required=False)
        if form.ok and form.data.priority not in PRIORITIES:
            form.fail("priority", _("Please choose one of the options."))
        if form.ok and form.data.assignee and not _can_take(form, (await frame()).pulse.assignees):
            form.fail("assignee", _("This person does not work here any more. Choose somebody else."))
        if form.ok and form.data.category and form.data.category not in {one.id for one in await categories()}:
            form.fail("category", _("This category does not exist any more. Choose another one."))
        _check_beginning(form)
        if not form.ok:
            return await _page(form, status=422)
        try:
            done = await _submit(form.data)
            if asked.type and not done.is_repeat:
                words = words_in(asked.asked.shown(), answers)
                await keep(done.ticket_id, asked.type.id, answers, words=words)
        except BadAddress:
            form.fail("email", _("Please enter a complete e-mail address, for example name@example.com."))
            return await _page(form, status=422)
        except LimitReached as refusal:
            if moment().wants_json:
                raise
            form.fail("", refusal.message)
            return await _page(form, status=refusal.status)
        return redirect(f"/desk/tickets/{done.number}")

    @post("/questions", status_code=200)
    async def ask(self, request: AnyRequest) -> Response[str]:
        """The questions alone, once something is chosen that changes them."""
        form = await read_form(request, TypeChoice, most_fields=MOST_TYPED)
        return Page("fields/_questions.html", form=form, **await _questions(form))


def _check_beginning(form: Form[CallersTicket]) -> None:
    """Whoever writes first needs somebody to write to, and something to say."""
    if not form.ok:
        return
    if form.data.begins not in KINDS:
        form.fail("begins", _("Please choose one of the options."))
    if form.data.begins == "outbound" and not form.data.email:
        form.fail("email", _("Please enter the address that your message goes to."))
    if form.data.begins == "outbound" and not form.data.body.strip():
        form.fail("body", _("Please write the message that the customer gets."))
    if form.data.begins == "outbound" and (unfilled := left_open(form.data.body)):
        form.fail("body", unfilled)


async def _questions(form: Form[Any]) -> dict[str, Any]:
    asked = for_agents(form, await catalogue())
    return {"questions": asked, "asks_at": "/desk/tickets/new/questions", "is_desk": True}


async def _submit(wanted: CallersTicket) -> Submitted:
    begin = submit_outbound if wanted.begins == "outbound" else submit_for_caller
    return await begin(
        subject=wanted.subject,
        by=actor(),
        key=wanted.key,
        body=wanted.body,
        address=wanted.email,
        name=wanted.name,
        language=site().default_language,
        priority=wanted.priority,  # type: ignore[arg-type]
        assignee_id=wanted.assignee,
        category_id=wanted.category,
        brand_id=wanted.brand,
    )


def _can_take(form: Form[CallersTicket], assignees: list[Any]) -> bool:
    return str(form.data.assignee) in dict(assignees)


async def _page(form: Form[CallersTicket], *, status: int = 200) -> Response[str]:
    around = await frame()
    return Page(
        "desk/new_ticket.html",
        status=status,
        desk=around,
        form=form,
        key=form.value("key") or new_token(),
        assignees=around.pulse.assignees,
        priorities=choices.named(choices.PRIORITY_NAMES),
        categories=choices.categories(await categories()),
        brands=choices.brands(await brands()),
        **await _questions(form),
        kinds=[(key, str(name), str(hint)) for key, (name, hint) in KINDS.items()],
    )
