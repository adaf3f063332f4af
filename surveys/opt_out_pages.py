"""The page that ends surveys for whoever opened it, and takes that back. A GET changes nothing; programs of readers post
one click (RFC 8058), people press a button, scanners that post what they find are asked to confirm.
"""

from datetime import timedelta
from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from polydesk.kernel.clock import now
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Form, Page, moment, read_form, redirect
from surveys import openings, opting_out, robots
from surveys.doors import PRIVATE, come_in, over
from surveys.tables import Invitation

PER_HOUR = 60
NO_SCALE = 0
ONE_CLICK = "List-Unsubscribe"


class WayOut(Struct):
    nonce: Annotated[str, Meta(max_length=100)] = ""


class OptOutPages(Controller):
    path = "/rate/{token:str}/stop"

    @get()
    async def show(self, token: FromPath[str]) -> Response[Any]:
        invitation = await come_in(token)
        return await over(None) if invitation is None else await _page(invitation, token)

    @post()
    async def create(self, request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
        return await _change(request, token, stop=True)

    @post("/undo")
    async def undo(self, request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
        return await _change(request, token, stop=False)


async def _change(request: Request[Any, Any, Any], token: str, *, stop: bool) -> Response[Any]:
    invitation = await come_in(token)
    if invitation is None:
        return await over(None)
    form = await read_form(request, WayOut)
    if not await allow("survey opt-out", str(invitation.id), limit=PER_HOUR, per=timedelta(hours=1)):
        raise TooMany()
    is_one_click = stop and form.value(ONE_CLICK) == "One-Click"
    if not is_one_click and not await _is_person(invitation, token, form):
        return await _page(invitation, token, once_more=True)
    await (opting_out.opt_out if stop else opting_out.opt_in)(invitation.person_id)
    return Response(b"", status_code=200, headers=PRIVATE) if is_one_click else redirect(f"/rate/{token}/stop")


async def _is_person(invitation: Invitation, token: str, form: Form[WayOut]) -> bool:
    proof = await openings.prove(invitation.id, token, form.value("nonce"), steps=NO_SCALE)
    signs = robots.signs_of_answer(proof.opening, at=now(), headers=moment().headers, cookie=proof.cookie)
    return not signs and not proof.is_old


async def _page(invitation: Invitation, token: str, *, once_more: bool = False) -> Response[Any]:
    shown = await openings.open_page(invitation.id, token, score=None, steps=NO_SCALE)
    since = await opting_out.opted_out_at(invitation.person_id)
    page = Page("surveys/stop.html", headers=PRIVATE, token=token, since=since, nonce=shown.nonce, once_more=once_more)
    return shown.on(page)
