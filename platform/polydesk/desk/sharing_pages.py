"""`/desk/tickets/7/draft/sharing`: showing a draft to colleagues while it is written, and taking over what one of them shows.

What is typed so far travels with each button, so that nothing is lost, with JavaScript or without.
"""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery

from i18n import _
from polydesk.desk.forms import DraftText
from polydesk.desk.ticket_page import Writing, regions
from polydesk.desk.writing_pages import REFUSED, demanded_kind
from polydesk.kernel import storage
from polydesk.kernel.actor import actor
from polydesk.kernel.web import Form, Swap, moment, read_form, redirect
from polydesk.tickets import drafts, shared_drafts
from polydesk.tickets.drafts import DraftKind
from polydesk.tickets.policy import ticket_for
from polydesk.tickets.refusals import TextTooLong
from polydesk.tickets.text import BODY_LIMIT
from polydesk.tickets.ticket import Ticket

AnyRequest = Request[Any, Any, Any]
KEPT = "what somebody is typing is kept"


class SharingPages(Controller):
    path = "/desk/tickets/{number:int}/draft"

    @post("/sharing", status_code=200, stays_open=KEPT)
    async def share(self, request: AnyRequest, number: FromPath[int], kind: FromQuery[str] = "reply") -> Response[Any]:
        ticket, side = await ticket_for(number), demanded_kind(kind)
        form = await read_form(request, DraftText)
        typed = await typed_or_kept(form, ticket, side)
        if problem := _unfit(form, typed):
            return await _not_done(number, await _writing(form, side, typed, problem))
        await shared_drafts.share(ticket.id, kind=side, body=typed, by=actor())
        return _told(number, side, is_shared=True)

    @post("/sharing/end", status_code=200, stays_open=KEPT)
    async def stop(self, request: AnyRequest, number: FromPath[int], kind: FromQuery[str] = "reply") -> Response[Any]:
        ticket, side = await ticket_for(number), demanded_kind(kind)
        form = await read_form(request, DraftText)
        await shared_drafts.stop_sharing(ticket.id, kind=side, by=actor())
        if form.ok and "body" in form.values:
            await drafts.keep(ticket.id, kind=side, body=form.data.body, by=actor())
        return _told(number, side, is_shared=False)

    @get("/shared")
    async def shared(self, number: FromPath[int]) -> Response[Any]:
        """What an open page asks for when it hears that a colleague shares something, or writes on."""
        ticket, who = await ticket_for(number), actor()
        found = await shared_drafts.shared_on(ticket.id, reader=who)
        context: dict[str, Any] = {
            "ticket": ticket,
            "shared": found,
            "may_reply": who.may("tickets.reply"),
        }
        return Swap("desk/_shared_drafts.html", then=f"/desk/tickets/{number}#shared-drafts", **context)

    @post("/adoption", status_code=200, stays_open=KEPT)
    async def take_over(
        self, request: AnyRequest, number: FromPath[int], of: FromQuery[UUID], kind: FromQuery[str] = "reply"
    ) -> Response[Any]:
        """A colleague's text into one's own, below what stands there; who may not reply gets it as a note."""
        ticket, who = await ticket_for(number), actor()
        side: DraftKind = "reply" if kind == "reply" and who.may("tickets.reply") else "note"
        form = await read_form(request, DraftText)
        typed = await typed_or_kept(form, ticket, side)
        shared = await shared_drafts.shared_on(ticket.id, reader=who)
        theirs = next((one.body for one in shared if (one.member_id, one.kind) == (of, kind)), "")
        if not theirs:
            problem = _("This draft is not shared any more.")
            return await _not_done(number, await _writing(form, side, typed, problem))
        text = _below(typed, theirs)
        if problem := _unfit(form, text):
            return await _not_done(number, await _writing(form, side, typed, problem))
        await drafts.keep(ticket.id, kind=side, body=text, by=who)
        if not moment().is_htmx:
            return redirect(f"/desk/tickets/{number}?write={side}#composer")
        return await regions(REFUSED, number, writing=await _writing(form, side, text, taken=True))


async def typed_or_kept(form: Form[Any], ticket: Ticket, kind: DraftKind) -> str:
    """What came with the button, or, from a page without the text, the draft. A browser sends line ends as two characters."""
    if "body" in form.values:
        return form.value("body").replace("\r\n", "\n")
    kept = await drafts.drafts_of(ticket.id, by=actor())
    return kept[kind].body if kind in kept else ""


def _below(typed: str, theirs: str) -> str:
    """Pressed twice, it stands there once."""
    if typed.strip().endswith(theirs.strip()):
        return typed
    return f"{typed.rstrip()}\n\n{theirs}" if typed.strip() else theirs


def _unfit(form: Form[Any], text: str) -> str:
    if len(text) > BODY_LIMIT:
        return str(TextTooLong.message)
    return next(iter(form.errors.values()), "" if text.strip() else _("Please fill this in."))


async def _writing(form: Form[Any], side: DraftKind, text: str, problem: str = "", *, taken: bool = False) -> Writing:
    files = await storage.claimed(form.all_values("file_ids"))
    return Writing(side, text, problem, taken=taken, files=files)


async def _not_done(number: int, writing: Writing) -> Response[Any]:
    """The page again with what was typed, and why beside it."""
    return await regions(REFUSED, number, status=422, writing=writing)


def _told(number: int, kind: DraftKind, *, is_shared: bool) -> Response[Any]:
    here = f"/desk/tickets/{number}?write={kind}#composer"
    return Swap("desk/sharing.swap.html", then=here, number=number, kind=kind, is_shared=is_shared)
