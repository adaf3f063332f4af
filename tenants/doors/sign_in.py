"""`/signin` on a tenant's host, for its people; the way over from the platform, and the way back for switching."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor, actor, set_actor
from polydesk.kernel.settings import settings
from polydesk.kernel.web import Page, empty, read_form, safe_next
from tenants import desks, sessions
from tenants.attempts import ShutForNow, remembering
from tenants.choosing_language import offer_languages
from tenants.doors import walking_over
from tenants.doors.answers import again, go, wrong_password
from tenants.forms import SignIn
from tenants.here import site
from tenants.identities import Identity
from tenants.new_device import tell_if_new
from tenants.signing_in import by_password
from tenants.sso import providers
from tenants.sso.refusals import PasswordsClosed

PAGE = "tenants/sign_in.html"
HOME = "/desk"


class SignInPages(Controller):
    path = "/signin"

    @get()
    async def show(self, request: Request[Any, Any, Any]) -> Response[Any]:
        wanted = safe_next(request.query_params.get("next"), "")
        if await sessions.member_now():
            return go(wanted or HOME)
        return await _page(empty(SignIn, next=wanted))

    @post()
    async def create(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, SignIn)
        if not form.ok:
            return await _page(form, status=422)
        try:
            found = await by_password(form.data.email, form.data.password, member_of=site().id)
        except ShutForNow as refusal:
            offer_languages()
            return again(PAGE, form, refusal, **await _context())
        try:
            started = await begin(found) if found else None
        except PasswordsClosed as refusal:
            form.fail("", refusal.message)
            return await _page(form, status=refusal.status)
        if found is None or started is None:
            form.fail("password", wrong_password())
            return await _page(form, status=422)
        await tell_if_new(found)
        return go(safe_next(form.data.next, HOME), started.cookie, remembering(found.id, found.generation))


class EnterPages(Controller):
    """The token of the platform's host becomes a session of this one."""

    path = "/enter/{secret:str}"

    @get()
    async def show(self, secret: FromPath[str]) -> Response[Any]:
        walker = await walking_over.look_at(secret, tenant_id=site().id)
        if walker is None:
            return go("/signin")
        found, token = walker
        if walking_over.came_straight(token):
            return await _enter(secret)
        return Page(
            "tenants/walk_in.html", layout="tenants/tenant_door.html", email=found.email, action=f"/enter/{secret}"
        )

    @post()
    async def create(self, secret: FromPath[str]) -> Response[Any]:
        return await _enter(secret)


class SignOutPages(Controller):
    path = "/signout"

    @post()
    async def create(self) -> Response[Any]:
        await sessions.end_current("member")
        return go("/signin", sessions.gone("member"))


class SwitchPages(Controller):
    """From the desk to the list of desks: without another sign-in, unless this one was by single sign-on, for which only
    this company vouches."""

    path = "/desks"

    @get()
    async def show(self) -> Response[Any]:
        if await sessions.began_by_sso():
            return go(f"{_platform_url()}/signin?next=/desks")
        identity_id = await unit.fetchval("SELECT identity_id FROM member WHERE id = $1", actor().id)
        async with unit.platform():
            return walking_over.lead(await desks.door_to_platform(identity_id))


async def _enter(secret: str) -> Response[Any]:
    walker = await walking_over.use(secret, tenant_id=site().id)
    started = await begin(walker[0]) if walker else None
    if walker is None or started is None:
        return go("/signin")
    found, token = walker
    return go(safe_next(token.next, HOME), started.cookie, remembering(found.id, found.generation))


async def begin(found: Identity) -> sessions.Started | None:
    """A session of this tenant for the identity, if it is a member here. Raises PasswordsClosed."""
    row = await unit.fetchrow(
        "SELECT id, generation, role, name FROM member WHERE identity_id = $1 AND state = 'active'", found.id
    )
    if row is None:
        return None
    await providers.demand_password_counts(row["role"])
    set_actor(Actor("member", id=row["id"], name=row["name"], email=found.email))
    await providers.note_password(row["id"])
    return await sessions.start("member", row["id"], generation=row["generation"])


async def _page(form: Any, *, status: int = 200) -> Response[str]:
    offer_languages()
    return Page(PAGE, status=status, form=form, **await _context())


async def _context() -> dict[str, Any]:
    return {"platform_url": _platform_url(), "sso": await providers.active()}


def _platform_url() -> str:
    return settings().base_url.rstrip("/")
