"""`/{lang}/account`: a customer's own page: name, language, zone; a password if one likes; where one is signed in."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import _
from i18n.locales import endonym
from i18n.places import is_zone
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.passwords import hash_password, verify_password
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Form, Page, empty, read_form
from portal.languages import enter
from portal.sign_in.forms import About, NewPassword
from tenants import attempts, password_rules, sessions
from tenants.attempts import ShutForNow, remembering
from tenants.devices import shown
from tenants.doors.answers import again, go
from tenants.here import site
from tenants.zones import zone_options

PAGE = "portal/account.html"

AnyRequest = Request[Any, Any, Any]


class CustomerAccountPages(Controller):
    path = "/{language:str}/account"

    @get()
    async def show(self, language: FromPath[str]) -> Response[Any]:
        enter(language)
        return Page(PAGE, **await _context())

    @post("/profile")
    async def update(self, language: FromPath[str], request: AnyRequest) -> Response[Any]:
        enter(language)
        form = await read_form(request, About)
        if form.value("language") not in site().languages:
            form.fail("language", _("Please choose one of the options."))
        if not is_zone(form.value("zone")):
            form.fail("zone", _("Please choose one of the options."))
        if not form.ok:
            return Page(PAGE, status=422, **await _context(about=form))
        await unit.execute(
            "UPDATE person SET name = $2, language = $3, zone = $4 WHERE id = $1",
            *(actor().id, form.data.name, form.data.language, form.data.zone),
        )
        return go(f"/{form.data.language}/account")

    @post("/password")
    async def set_password(self, language: FromPath[str], request: AnyRequest) -> Response[Any]:
        enter(language)
        form = await read_form(request, NewPassword)
        me = actor()
        assert me.id is not None
        try:
            await _check_password(form)
        except ShutForNow as refusal:
            return again(PAGE, form, refusal, **await _context(password=form))
        if not form.ok:
            return Page(PAGE, status=422, **await _context(password=form))
        generation = await unit.fetchval(
            "UPDATE person SET password_hash = $2, generation = generation + 1 WHERE id = $1 RETURNING generation",
            *(me.id, await hash_password(form.data.password)),
        )
        await sessions.end_all("requester", me.id, but=me.session)
        await unit.execute("UPDATE session SET generation = $2 WHERE hash = $1", me.session, generation)
        return go(f"/{language}/account", remembering(me.id, generation))

    @post("/sessions/others/end")
    async def end_others(self, language: FromPath[str]) -> Response[Any]:
        me = actor()
        assert me.id is not None
        await sessions.end_all("requester", me.id, but=me.session)
        return go(f"/{enter(language)}/account")

    @post("/sessions/{mark:str}/end")
    async def end(self, language: FromPath[str], mark: FromPath[str]) -> Response[Any]:
        me = actor()
        assert me.id is not None
        try:
            ended = await sessions.end("requester", me.id, bytes.fromhex(mark))
        except ValueError:
            ended = False
        if not ended:
            raise NotFound()
        return go(f"/{enter(language)}/account")


async def _check_password(form: Form[NewPassword]) -> None:
    """Who has a password already gives it; who has none came by mail, which proves as much. Raises ShutForNow."""
    me = actor()
    assert me.id is not None
    if form.ok and (wrong := password_rules.complaint(form.data.password, email=me.email, also=(site().name,))):
        form.fail("password", wrong)
    row = await unit.fetchrow("SELECT password_hash, generation FROM person WHERE id = $1", me.id)
    if not form.ok or row is None or row["password_hash"] is None:
        return
    owners = [(me.id, row["generation"])]
    await attempts.count_attempt(me.email, owners=owners)
    if await verify_password(form.data.current, row["password_hash"]):
        await attempts.forgive(me.email, owners=owners)
    else:
        form.fail("current", _("This is not your current password."))


async def _context(**forms: Form[Any]) -> dict[str, Any]:
    me, here = actor(), site()
    assert me.id is not None
    row = await unit.fetchrow("SELECT name, language, zone, password_hash FROM person WHERE id = $1", me.id)
    assert row is not None
    present = empty(
        About, name=row["name"], language=row["language"] or here.default_language, zone=row["zone"] or here.zone
    )
    return {
        "about": forms.get("about", present),
        "password": forms.get("password"),
        "has_password": row["password_hash"] is not None,
        "sessions": shown(await sessions.sessions_of("requester", me.id), current=me.session),
        "language_options": [(code, endonym(code)) for code in here.languages],
        "zone_options": zone_options(),
    }
