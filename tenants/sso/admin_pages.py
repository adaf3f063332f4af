"""`/admin/single-sign-on`: the company's identity provider, tried before it is switched on; for whom, and who is connected."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import LazyText, _, lazy
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import NotFound, TooMany
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from tenants.roles import NAMES
from tenants.sso import links, providers
from tenants.sso.discovery import discover
from tenants.sso.door_pages import set_out
from tenants.sso.forms import ProviderForm, RulesForm, SwitchForm, check_provider, rules_in
from tenants.sso.providers import ROLES, Provider
from tenants.sso.refusals import NotTried, ProviderFault
from tenants.sso.trips import redirect_address

PAGE = "/admin/single-sign-on"
CHECKS_AN_HOUR = 60
AnyRequest = Request[Any, Any, Any]

SAID: dict[str, LazyText] = {
    "said=saved": lazy("Saved."),
    "said=on": lazy("Single sign-on is switched on."),
    "said=off": lazy("Single sign-on is switched off. Whoever came in by it is signed out."),
    "said=disconnected": lazy("The account is disconnected."),
}


class SsoAdminPages(Controller):
    path = PAGE

    @get()
    async def show(self) -> Response[Any]:
        return await _page()

    @post()
    async def update(self, request: AnyRequest) -> Response[Any]:
        """Kept only if the issuer answers as an OpenID provider does."""
        form = await read_form(request, ProviderForm)
        check_provider(form, await providers.provider())
        if form.ok:
            if not await allow("sso.check", PAGE, limit=CHECKS_AN_HOUR, per=timedelta(hours=1)):
                raise TooMany
            await unit.let_go()
            try:
                await discover(form.data.issuer.strip())
                await providers.configure(
                    name=one_line(form.data.name),
                    issuer=form.data.issuer.strip(),
                    client_id=form.data.client_id.strip(),
                    secret=form.data.secret.strip(),
                )
                return redirect(f"{PAGE}?said=saved")
            except ProviderFault as refusal:
                form.fail("issuer", refusal.message)
        return await _page(form=form, status=422)

    @post("/rules")
    async def rule(self, request: AnyRequest) -> Response[Any]:
        held, form = await _held(), await read_form(request, RulesForm)
        rules = rules_in(form)
        if not form.ok:
            return await _page(rules=form, status=422)
        await providers.set_rules(held, rules)
        return redirect(f"{PAGE}?said=saved")

    @post("/trial", status_code=200)
    async def try_it(self) -> Response[Any]:
        return await set_out(await _held(), purpose="trial", member_id=actor().id)

    @post("/switch")
    async def switch(self, request: AnyRequest) -> Response[Any]:
        held, form = await _held(), await read_form(request, SwitchForm)
        if form.value("on") != "yes":
            await providers.switch_off(held)
            return redirect(f"{PAGE}?said=off")
        try:
            await providers.switch_on(held)
        except NotTried as refusal:
            return await _page(refusal=str(refusal.message), status=refusal.status)
        return redirect(f"{PAGE}?said=on")

    @post("/links/{link_id:uuid}/end")
    async def disconnect(self, link_id: FromPath[UUID]) -> Response[Any]:
        await links.disconnect(link_id)
        return redirect(f"{PAGE}?said=disconnected")


async def _held() -> Provider:
    held = await providers.provider()
    if held is None:
        raise NotFound
    return held


async def _page(
    *,
    form: Form[ProviderForm] | None = None,
    rules: Form[RulesForm] | None = None,
    refusal: str = "",
    status: int = 200,
) -> Response[Any]:
    held = await providers.provider()
    return Page(
        "tenants/sso/admin.html",
        status=status,
        held=held,
        form=form or _filled(held),
        rules=rules or _rules(held),
        redirect_address=redirect_address(),
        roles=[("", _("Nobody: invite them first")), *((role, str(NAMES[role])) for role in ROLES)],
        links=await links.links(held.issuer) if held else [],
        said=SAID.get(moment().query, ""),
        refusal=refusal,
    )


def _filled(held: Provider | None) -> Form[ProviderForm]:
    if held is None:
        return empty(ProviderForm)
    return empty(ProviderForm, name=held.name, issuer=held.issuer, client_id=held.client_id)


def _rules(held: Provider | None) -> Form[RulesForm]:
    if held is None:
        return empty(RulesForm)
    return empty(
        RulesForm,
        domains="\n".join(held.domains),
        lets_in=held.lets_in or "",
        passwords="yes" if held.passwords else "",
    )
