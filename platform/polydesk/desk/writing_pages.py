"""Writing on a ticket: replies that reach the customer, notes that never do, and drafts of both that outlive the session."""

from typing import Any

from litestar import Controller, Request, Response, post
from litestar.params import FromPath, FromQuery

from i18n import _
from i18n.formats import formatter
from polydesk.desk.forms import DraftText, Note, Reply
from polydesk.desk.ticket_page import Writing, regions
from polydesk.kernel import storage
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import BadRequest, Forbidden
from polydesk.kernel.web import Form, html, read_form, redirect
from polydesk.kernel.web.moment import moment
from polydesk.replies.checking import left_open
from polydesk.tickets import conversation, drafts
from polydesk.tickets.policy import ticket_for
from polydesk.tickets.refusals import MessageEmpty, SomethingArrived, TextTooLong

AnyRequest = Request[Any, Any, Any]
WRITTEN = "desk/written.swap.html"
REFUSED = "desk/composer.swap.html"
AFTERWARDS = ("open", "waiting_customer", "waiting_third_party", "resolved")


class ReplyPages(Controller):
    path = "/desk/tickets/{number:int}/replies"

    @post(request_max_body_size=storage.BODY_LIMIT, status_code=200)
    async def create(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
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

    @post(request_max_body_size=storage.BODY_LIMIT, status_code=200)
    async def create(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
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

    @post(status_code=200)
    async def keep(self, request: AnyRequest, number: FromPath[int], kind: FromQuery[str] = "reply") -> Response[Any]:
        """Kept while it is written; answers the few words beside the buttons."""
        ticket = await ticket_for(number)
        if kind not in ("reply", "note"):
            raise BadRequest
        if kind == "reply" and not actor().may("tickets.reply"):
            raise Forbidden
        form = await read_form(request, DraftText)
        if not form.ok:
            raise BadRequest(next(iter(form.errors.values())))
        await drafts.keep(ticket.id, kind=kind, body=form.data.body, by=actor())  # type: ignore[arg-type]
        if not moment().is_htmx:
            return redirect(f"/desk/tickets/{number}?write={kind}#composer")
        return html(_("Draft kept, %(clock)s") % {"clock": formatter().clock_time(now())} if form.data.body else "")


async def _files(form: Form[Any], name: str) -> tuple[list[storage.StoredFile], str]:
    """What was sent ahead of the form and what came with it; and what was not taken, so that nothing leaves without it."""
    came = await storage.receive(form.files(name))
    before = await storage.claimed(form.all_values("file_ids"))
    return [*before, *(file for file in came if file.is_stored)], storage.problems_of(came)


async def _refused(number: int, writing: Writing, problem: str) -> Response[Any]:
    """The same page with the text kept: what is wrong beside it, or, without a problem, that something arrived."""
    shown = Writing(writing.side, writing.body, problem, arrived=not problem, files=writing.files)
    return await regions(REFUSED, number, status=422, writing=shown)
