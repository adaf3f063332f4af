"""Writing on a ticket: replies that reach the customer, notes that never do, and drafts of both that outlive the session."""

from typing import Any

from litestar import Controller, Request, Response, post
from litestar.params import FromPath, FromQuery

from i18n import _
from i18n.formats import formatter
from polydesk.desk.forms import DraftText, Note, Reply
from polydesk.desk.ticket_page import Writing, regions
from polydesk.kernel import storage, unit
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import BadRequest, Forbidden, NotFound
from polydesk.kernel.web import Form, Swap, read_form
from polydesk.kernel.web.moment import moment
from polydesk.replies.checking import left_open
from polydesk.tickets import conversation, drafts
from polydesk.tickets.policy import ticket_for
from polydesk.tickets.refusals import MessageEmpty, SomethingArrived, TextTooLong
from tenants.entitlements import DeskReadOnly, demand_writable, is_read_only

AnyRequest = Request[Any, Any, Any]
WRITTEN = "desk/written.swap.html"
REFUSED = "desk/composer.swap.html"
SHOWN_AGAIN = "nothing is sent, but what was typed is shown again"
AFTERWARDS = ("open", "waiting_customer", "waiting_third_party", "resolved")


class ReplyPages(Controller):
    path = "/desk/tickets/{number:int}/replies"

    @post(request_max_body_size=storage.BODY_LIMIT, status_code=200, stays_open=SHOWN_AGAIN)
    async def create(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        if is_read_only():
            return await _not_sent(request, number, "reply")
        ticket = await ticket_for(number)
        form = await read_form(request, Reply)
        files, problems = await _files(form, "files")
        writing = Writing("reply", form.value("body"), files=files)
        if not form.ok or form.data.then not in AFTERWARDS or problems:
            return await _refused(
                number, writing, next(iter(form.errors.values()), problems or _("This is not valid."))
            )
        if unfilled := left_open(form.data.body):
            return await _refused(number, writing, unfilled)
        claims = [file.claim for file in writing.files]
        try:
            await conversation.reply(
                ticket,
                body=form.data.body,
                by=actor(),
                files=claims,
                seen=form.data.seen,
                then=form.data.then,  # type: ignore[arg-type]
            )
        except SomethingArrived:
            return await _refused(number, writing, "")
        except (MessageEmpty, TextTooLong) as problem:
            return await _refused(number, writing, str(problem.message))
        return await regions(WRITTEN, number)


class NotePages(Controller):
    path = "/desk/tickets/{number:int}/notes"

    @post(request_max_body_size=storage.BODY_LIMIT, status_code=200, stays_open=SHOWN_AGAIN)
    async def create(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        if is_read_only():
            return await _not_sent(request, number, "note")
        ticket = await ticket_for(number)
        form = await read_form(request, Note)
        files, problems = await _files(form, "note_files")
        writing = Writing("note", form.value("body"), files=files)
        if not form.ok or problems:
            return await _refused(number, writing, next(iter(form.errors.values()), problems))
        try:
            await conversation.add_note(
                ticket, body=form.data.body, by=actor(), files=[file.claim for file in writing.files]
            )
        except (MessageEmpty, TextTooLong) as problem:
            return await _refused(number, writing, str(problem.message))
        return await regions(WRITTEN, number, writing=Writing("note"))


class DraftPages(Controller):
    path = "/desk/tickets/{number:int}/draft"

    @post(status_code=200, stays_open="what somebody is typing is kept")
    async def keep(self, request: AnyRequest, number: FromPath[int], kind: FromQuery[str] = "reply") -> Response[Any]:
        """Kept while it is written; answers the few words beside the buttons."""
        ticket = await ticket_for(number)
        kind = demanded_kind(kind)
        form = await read_form(request, DraftText)
        if not form.ok:
            raise BadRequest(next(iter(form.errors.values())))
        is_shared = await drafts.keep(ticket.id, kind=kind, body=form.data.body, by=actor())
        return Swap(
            "desk/draft_kept.swap.html",
            then=f"/desk/tickets/{number}?write={kind}#composer",
            said=_("Draft kept, %(clock)s") % {"clock": formatter().clock_time(now())} if form.data.body else "",
            is_news=is_shared != bool(form.data.shared),
            number=number,
            kind=kind,
            is_shared=is_shared,
        )


def demanded_kind(kind: str) -> drafts.DraftKind:
    """What somebody says they write, if they may."""
    if kind not in ("reply", "note"):
        raise BadRequest
    if kind == "reply" and not actor().may("tickets.reply"):
        raise Forbidden
    return kind  # type: ignore[return-value]


async def _not_sent(request: AnyRequest, number: int, kind: drafts.DraftKind) -> Response[Any]:
    """In a desk that is read only: the page again, with the text, which is a draft from now on. Raises DeskReadOnly where
    there is no page to show again; htmx leaves the one that is there as it is."""
    try:
        await demand_writable()
    except DeskReadOnly as refusal:
        if moment().is_htmx or moment().wants_json or not await _is_there(number):
            raise
        problem = str(refusal.message)
    form = await read_form(request, DraftText)
    writing = Writing(kind, form.value("body"), problem)
    await drafts.keep((await ticket_for(number)).id, kind=kind, body=writing.body, by=actor())
    await unit.let_go()  # what is refused is taken back otherwise
    return await regions(REFUSED, number, status=DeskReadOnly.status, writing=writing)


async def _is_there(number: int) -> bool:
    try:
        return bool(await ticket_for(number))
    except NotFound:
        return False


async def _files(form: Form[Any], name: str) -> tuple[list[storage.StoredFile], str]:
    """What was sent ahead of the form and what came with it; and what was not taken, so that nothing leaves without it."""
    came = await storage.receive(form.files(name))
    before = await storage.claimed(form.all_values("file_ids"))
    return [*before, *(file for file in came if file.is_stored)], await storage.problems_told(came)


async def _refused(number: int, writing: Writing, problem: str) -> Response[Any]:
    """The same page with the text kept: what is wrong beside it, or, without a problem, that something arrived."""
    shown = Writing(writing.side, writing.body, problem, arrived=not problem, files=writing.files)
    return await regions(REFUSED, number, status=422, writing=shown)
