"""`/confirm/{token}`: a GET shows whose address it is, a POST confirms it.

Whoever is not signed in as that identity also gives its password: a link alone must not confirm a login that a stranger
opened with somebody else's address and a password of his own.
"""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from polydesk.kernel.actor import actor
from polydesk.kernel.web import Page, empty, read_form
from tenants import confirmation, trials
from tenants.attempts import ShutForNow
from tenants.doors.answers import again, wrong_password
from tenants.doors.platform_sign_in import let_in
from tenants.forms import ProvePassword
from tenants.identities import Identity
from tenants.signing_in import is_password_of

PAGE = "tenants/confirm.html"


class ConfirmPages(Controller):
    path = "/confirm/{secret:str}"

    @get()
    async def show(self, secret: FromPath[str]) -> Response[str]:
        found = await confirmation.whose(secret)
        return await _page(found, form=empty(ProvePassword))

    @post()
    async def create(self, secret: FromPath[str], request: Request[Any, Any, Any]) -> Response[Any]:
        found = await confirmation.whose(secret)
        form = await read_form(request, ProvePassword)
        if actor().id != found.id:
            try:
                right = await is_password_of(found, form.value("password"))
            except ShutForNow as refusal:
                return again(PAGE, form, refusal, **await _said(found))
            if not right:
                form.fail("password", wrong_password())
                return await _page(found, form=form, status=422)
        return await let_in(await confirmation.confirm(secret))


async def _page(found: Identity, *, status: int = 200, **context: Any) -> Response[str]:
    return Page(PAGE, status=status, **await _said(found), **context)


async def _said(found: Identity) -> dict[str, Any]:
    return {
        "email": found.email,
        "asks_password": actor().id != found.id,
        "trials_used_up": await trials.are_used_up(found.email),
    }
