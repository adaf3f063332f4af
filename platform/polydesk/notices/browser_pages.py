"""Browsers that are told: what the script of the settings sends, a test, and the end; and the worker that shows it."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import NotFound, SignInNeeded, TooMany
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import assets, moment, read_form, redirect
from polydesk.notices import browsers, pushing
from polydesk.notices.pages import my_id
from polydesk.notices.refusals import BadBrowser

SETTINGS = "/desk/notices/settings"


class Subscription(msgspec.Struct):
    endpoint: Annotated[str, msgspec.Meta(max_length=browsers.LONGEST)]
    p256dh: Annotated[str, msgspec.Meta(max_length=200)] = ""
    auth: Annotated[str, msgspec.Meta(max_length=100)] = ""


class BrowserPages(Controller):
    path = "/desk/notices/browsers"

    @post()
    async def create(self, request: Request[Any, Any, Any]) -> Response[Any]:
        wanted = await _read(request)
        await browsers.keep(
            *(my_id(), _session()),
            endpoint=wanted.endpoint,
            p256dh=wanted.p256dh,
            auth=wanted.auth,
            user_agent=moment().headers.get("user-agent", ""),
        )
        return redirect(SETTINGS + "#browsers")

    @post("/here", status_code=204)
    async def come_back(self, request: Request[Any, Any, Any]) -> None:
        await browsers.come_back(my_id(), _session(), endpoint=(await _read(request)).endpoint)

    @post("/{browser_id:uuid}/test")
    async def try_out(self, browser_id: FromPath[UUID]) -> Response[Any]:
        if browser_id not in {one.id for one in await browsers.browsers_of(my_id())}:
            raise NotFound
        if not await allow("push test", str(my_id()), limit=20, per=timedelta(hours=1)):
            raise TooMany
        await pushing.try_out(browser_id)
        return redirect(SETTINGS + "?done=tested#browsers")

    @post("/{browser_id:uuid}/end")
    async def end(self, browser_id: FromPath[UUID]) -> Response[Any]:
        await browsers.forget(browser_id, of=my_id())
        return redirect(SETTINGS + "#browsers")


class WorkerPages(Controller):
    """Its address says over which pages it may rule; nothing of anybody stands in it."""

    path = "/desk/worker.js"

    @get()
    async def show(self) -> Response[bytes]:
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return Response(assets.body_of("worker.js"), headers=headers, media_type="text/javascript")


async def _read(request: Request[Any, Any, Any]) -> Subscription:
    form = await read_form(request, Subscription)
    if not form.ok:
        raise BadBrowser
    return form.data


def _session() -> bytes:
    session = actor().session
    if session is None:
        raise SignInNeeded
    return session
