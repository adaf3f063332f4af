"""`/password/reset`: asked for by address, done by a link in a mail; every other session ends."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import current_locale, lazy
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.refusals import Gone, TooMany
from polydesk.kernel.web import Page, empty, read_form
from tenants import changing_password, confirmation, identities, identity_tokens, password_rules
from tenants.doors.answers import again
from tenants.doors.platform_sign_in import let_in, limit_mails
from tenants.forms import AskLink, NewPassword
from tenants.identities import Identity

ASK_PAGE = "tenants/reset_ask.html"
PAGE = "tenants/reset.html"


class ResetPages(Controller):
    path = "/password/reset"

    @get()
    async def ask(self) -> Response[str]:
        return Page(ASK_PAGE, form=empty(AskLink))

    @post()
    async def send(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, AskLink)
        if not form.ok:
            return Page(ASK_PAGE, status=422, form=form)
        try:
            await limit_mails(form.data.email)
        except TooMany as refusal:
            return again(ASK_PAGE, form, refusal)
        await enqueue("tenants.mail_reset", email=form.data.email, language=current_locale())
        return Page("tenants/look_in_your_mail.html", email=form.data.email)

    @get("/{secret:str}")
    async def show(self, secret: FromPath[str]) -> Response[str]:
        found = await _whose(await identity_tokens.look_at("reset", secret))
        return Page(PAGE, form=empty(NewPassword), email=found.email)

    @post("/{secret:str}")
    async def create(self, secret: FromPath[str], request: Request[Any, Any, Any]) -> Response[Any]:
        found = await _whose(await identity_tokens.look_at("reset", secret))
        form = await read_form(request, NewPassword)
        if form.ok and (wrong := password_rules.complaint(form.data.password, email=found.email)):
            form.fail("password", wrong)
        if not form.ok:
            return Page(PAGE, status=422, form=form, email=found.email)
        # Of two posts of one link only the first gets here.
        found = await _whose(await identity_tokens.use("reset", secret))
        kept = await confirmation.settle(found)
        await changing_password.set_password(kept.id, form.data.password)
        fresh = await identities.by_id(kept.id)
        assert fresh is not None
        return await let_in(fresh)


async def _whose(token: identity_tokens.Token | None) -> Identity:
    found = await identities.by_id(token.identity_id) if token else None
    if found is None:
        raise Gone(ask=(lazy("Forgot your password?"), "/password/reset"))
    return found
