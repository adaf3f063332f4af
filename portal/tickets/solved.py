"""`/t/<token>/solved`: where the two buttons below an answer lead. A GET decides nothing; a person confirms on the page.

Not solved reopens the ticket or needs a word about what is still open. What scanners of mails open and post does nothing.
"""

from typing import Annotated, Any, Literal

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from i18n import _
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from polydesk.tickets import lifecycle
from polydesk.tickets.text import BODY_LIMIT
from portal.tickets import by_hand, room
from portal.tickets.room import PRIVATE, AnyRequest, Room


class Verdict(Struct):
    answer: Literal["yes", "no"]
    message: Annotated[str, Meta(max_length=BODY_LIMIT)] = ""
    nonce: str = ""


class SolvedPages(Controller):
    path = "/t/{token:str}/solved"

    @get()
    async def show(self, token: FromPath[str], answer: FromQuery[str] = "") -> Response[Any]:
        here = await room.guest_room(token)
        return await _page(here, empty(Verdict, answer=answer if answer in ("yes", "no") else ""))

    @post(status_code=200)
    async def decide(self, request: AnyRequest, token: FromPath[str]) -> Response[Any]:
        here, form = await room.guest_room(token), await read_form(request, Verdict)
        if form.error("answer"):
            form.fail("answer", _("Please choose one of the options."))
        elif form.ok and form.data.answer == "no" and not form.data.message.strip() and not await _reopens(here):
            form.fail("message", _("Please tell us what is still open."))
        if form.ok and not by_hand.is_proven(form.data.nonce, token):
            form.fail("", _("Please confirm your choice once more, so that we know it comes from you."))
        if not form.ok:
            return await _page(here, form, status=200 if set(form.errors) == {""} else 422)
        if form.data.answer == "no":
            return await _not_solved(here, form.data.message.strip())
        return await room.solve(here) if here.ticket.is_open else redirect(f"{here.base}?done=solved")


async def _not_solved(here: Room, message: str) -> Response[Any]:
    return await room.say(here, message) if message else await room.reopen(here)


async def _reopens(here: Room) -> bool:
    """Whether \"not solved\" says enough by itself."""
    return not here.ticket.is_open and not here.ticket.is_merged and await lifecycle.may_still_reopen(here.ticket)


async def _page(here: Room, form: Form[Verdict], *, status: int = 200) -> Response[Any]:
    shown = by_hand.show(here.token)
    page = Page(
        "portal/tickets/solved.html",
        status=status,
        headers={**PRIVATE, "Cache-Control": "no-store"},
        room=here,
        ticket=here.ticket,
        form=form,
        nonce=shown.nonce,
        may_decide=not here.ticket.is_merged,
        languages=room.languages_of(here),
    )
    return shown.on(page)
