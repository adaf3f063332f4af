"""`/admin/access-tokens`: access tokens of programs, made, shown once and revoked; and what programs can do with them."""

from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from i18n import LazyText, _, lazy
from polydesk.api import access_tokens
from polydesk.api.access_tokens import SCOPES, TooManyTokens
from polydesk.kernel.lines import one_line
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from tenants.here import visit

PAGE = "/admin/access-tokens"
Lasts = Literal["30", "90", "365", "0"]
LASTS: dict[str, LazyText] = {
    "30": lazy("30 days"),
    "90": lazy("90 days"),
    "365": lazy("One year"),
    "0": lazy("Until it is revoked"),
}


class TokenForm(Struct):
    name: Annotated[str, Meta(min_length=1, max_length=80)]
    scope: list[str] = []
    lasts: Lasts = "90"


class AccessTokenPages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[Any]:
        return await _page(empty(TokenForm, lasts="90"), said=moment().query == "said=revoked")

    @post(status_code=200)
    async def create(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """The token stands on the page that answers, and nowhere else."""
        form = await read_form(request, TokenForm)
        _check(form)
        if not form.ok:
            return await _page(form, status=422)
        days = int(form.data.lasts)
        try:
            token = await access_tokens.make(
                one_line(form.data.name), scopes=form.data.scope, lasts=timedelta(days=days) if days else None
            )
        except TooManyTokens as refusal:
            form.fail("", str(refusal.message))
            return await _page(form, status=409)
        return await _page(empty(TokenForm, lasts="90"), token=token)

    @post("/{token_id:uuid}/revocation", status_code=200, stays_open="a key that got lost opens doors until then")
    async def revoke(self, token_id: FromPath[UUID]) -> Response[Any]:
        await access_tokens.revoke(token_id)
        return redirect(f"{PAGE}?said=revoked")


def _check(form: Form[TokenForm]) -> None:
    if not set(form.all_values("scope")) & set(access_tokens.scopes_to_give()):
        form.fail("scope", _("Choose at least one."))
    if form.ok and not one_line(form.data.name):
        form.fail("name", _("Please fill this in."))


async def _page(form: Form[TokenForm], *, status: int = 200, token: str = "", said: bool = False) -> Response[Any]:
    return Page(
        "api/access_tokens.html",
        status=status,
        headers={"Cache-Control": "no-store"},
        form=form,
        tokens=await access_tokens.access_tokens(),
        token=token,
        said=said,
        scopes=SCOPES,
        to_give=access_tokens.scopes_to_give(),
        lasts=list(LASTS.items()),
        base_url=(await visit()).base_url,
    )
