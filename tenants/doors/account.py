"""`/account`: a member's own page: name, language, zone and appearance; a new password; where one is signed in."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import UI_LANGUAGES, _
from i18n.locales import endonym
from i18n.places import is_zone
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Form, Page, empty, read_form, safe_next
from tenants import changing_password, confirmation, identities, password_rules, sessions
from tenants.attempts import QUARTER, ShutForNow, remembering
from tenants.choosing_language import cookie
from tenants.devices import shown
from tenants.doors.answers import again, go
from tenants.forms import ChangePassword, Profile, WayBack
from tenants.here import site
from tenants.identities import Identity
from tenants.signing_in import is_password_of
from tenants.sso import links, providers
from tenants.zones import zone_options

PAGE = "tenants/account.html"
SESSIONS_PAGE = "tenants/account_sessions.html"
THEMES = ("auto", "light", "dark")


class AccountPages(Controller):
    path = "/account"

    @get()
    async def show(self) -> Response[str]:
        return Page(PAGE, **await _context())

    @post("/profile")
    async def update(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, Profile)
        _check(form)
        if not form.ok:
            return Page(PAGE, status=422, **await _context(profile=form))
        wanted = form.data
        await unit.execute(
            "UPDATE member SET name = $2, language = $3, zone = $4, theme = $5 WHERE id = $1",
            *(actor().id, one_line(wanted.name) or actor().name, wanted.language, wanted.zone, wanted.theme),
        )
        return go("/account", f"theme={wanted.theme}; Path=/; Max-Age=31536000; Secure; SameSite=Lax")

    @post("/language/{code:str}")
    async def speak(self, code: FromPath[str], request: Request[Any, Any, Any]) -> Response[Any]:
        """From the menu of every page: the member's own, and this browser's where nobody is signed in."""
        if code not in UI_LANGUAGES:
            raise NotFound()
        form = await read_form(request, WayBack)
        await unit.execute("UPDATE member SET language = $2 WHERE id = $1", actor().id, code)
        return go(safe_next(form.value("next")), cookie(code))

    @post("/password")
    async def change_password(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, ChangePassword)
        identity = await _identity()
        if form.ok and (
            wrong := password_rules.complaint(form.data.password, email=identity.email, also=(site().name,))
        ):
            form.fail("password", wrong)
        try:
            if form.ok and not await is_password_of(identity, form.data.current):
                form.fail("current", _("This is not your current password."))
        except ShutForNow as refusal:
            return again(PAGE, form, refusal, **await _context(password=form))
        if not form.ok:
            return Page(PAGE, status=422, **await _context(password=form))
        async with unit.platform():
            generation = await changing_password.set_password(
                identity.id, form.data.password, but_tenant=site().id
            )  # fmt: skip
        me = actor()
        assert me.id is not None
        await changing_password.renew_member(me.id, keeping=me.session)
        return go("/account/sessions", remembering(identity.id, generation))

    @post("/confirmation")
    async def send_confirmation(self) -> Response[Any]:
        """Another confirmation mail, a few times an hour."""
        me = actor()
        assert me.id is not None
        if await allow("confirmation", str(me.id), limit=3, per=QUARTER):
            await confirmation.send_again(me.id, language=me.language or site().default_language)
        return go("/account")


class AccountSessionPages(Controller):
    path = "/account/sessions"

    @get()
    async def index(self) -> Response[str]:
        me = actor()
        assert me.id is not None
        return Page(SESSIONS_PAGE, sessions=shown(await sessions.sessions_of("member", me.id), current=me.session))

    @post("/others/end")
    async def end_others(self) -> Response[Any]:
        me = actor()
        assert me.id is not None
        await sessions.end_all("member", me.id, but=me.session)
        return go("/account/sessions")

    @post("/{mark:str}/end")
    async def end(self, mark: FromPath[str]) -> Response[Any]:
        me = actor()
        assert me.id is not None
        try:
            hashed = bytes.fromhex(mark)
        except ValueError:
            raise NotFound() from None
        if not await sessions.end("member", me.id, hashed):
            raise NotFound()
        return go("/account/sessions")


async def _identity() -> Identity:
    identity_id: UUID = await unit.fetchval("SELECT identity_id FROM member WHERE id = $1", actor().id)
    async with unit.platform():
        found = await identities.by_id(identity_id)
    if found is None:
        raise NotFound()
    return found


def _check(form: Form[Profile]) -> None:
    if form.value("language") not in UI_LANGUAGES:
        form.fail("language", _("Please choose one of the options."))
    if not is_zone(form.value("zone")):
        form.fail("zone", _("Please choose one of the options."))
    if form.value("theme") not in THEMES:
        form.fail("theme", _("Please choose one of the options."))


async def _context(**forms: Form[Any]) -> dict[str, Any]:
    me = actor()
    assert me.id is not None
    row = await unit.fetchrow("SELECT name, language, zone, theme FROM member WHERE id = $1", me.id)
    assert row is not None
    present = empty(
        Profile, name=row["name"], language=row["language"] or site().default_language,
        zone=row["zone"] or site().zone, theme=row["theme"],
    )  # fmt: skip
    identity = await _identity()
    return {
        "profile": forms.get("profile", present),
        "password": forms.get("password"),
        "email": identity.email,
        "has_password": identity.password_hash is not None,
        "sso": (held := await providers.active()),
        "link": await links.link_of(me.id, held.issuer) if held else None,
        "language_options": [(code, endonym(code)) for code in UI_LANGUAGES],
        "zone_options": zone_options(),
    }
