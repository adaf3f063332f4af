"""`/signin/sso`: off to the company's identity provider, and back with its answer.

Nothing is kept locked while the provider is asked: what happened before is committed, what comes of it is a transaction of
its own. The way out is a page of ours that leads on at once, since a form may not be answered by another site.
"""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post

from polydesk.kernel import unit
from polydesk.kernel.actor import actor, set_actor
from polydesk.kernel.audit import record
from polydesk.kernel.refusals import NotFound, Refusal, TooMany
from polydesk.kernel.request_id import client_address
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Page, moment, read_form, redirect, safe_next
from tenants import identities, sessions
from tenants.attempts import QUARTER, remembering
from tenants.choosing_language import offer_languages
from tenants.doors.answers import carrying, go
from tenants.forms import WayBack
from tenants.here import site
from tenants.new_device import tell_if_new
from tenants.roles import NAMES
from tenants.sso import arriving, links, providers, trips
from tenants.sso.claims import Claims, redeem, refused
from tenants.sso.discovery import discover
from tenants.sso.providers import Provider
from tenants.sso.refusals import TripOver
from tenants.sso.trips import Purpose, Trip

AnyRequest = Request[Any, Any, Any]
# All of an office come in behind one address, each morning at the same time.
TRIPS_A_QUARTER = 600


class SsoDoorPages(Controller):
    path = "/signin/sso"

    @post(status_code=200)
    async def begin(self, request: AnyRequest) -> Response[Any]:
        if moment().host.lower() != site().host:
            return redirect(f"{site().base_url}/signin")
        held = await providers.active()
        if held is None:
            raise NotFound
        form = await read_form(request, WayBack)
        return await set_out(held, purpose="sign_in", then=safe_next(form.value("next"), ""))

    @get("/callback")
    async def come_back(self, request: AnyRequest) -> Response[Any]:
        said = request.query_params
        trip = await trips.come_back(said.get("state", ""))
        held = await _held(trip)
        if trip.purpose == "trial":
            return await _tried(trip, held, said)
        claims = await _claims(trip, held, said)
        held = await _held(trip)  # an owner may have switched it off while the provider was asked
        if trip.purpose == "connect":
            return await _connected(trip, claims)
        return await _signed_in(trip, claims, held)


class SsoAccountPages(Controller):
    """A member who came in otherwise says which account of the provider is theirs."""

    path = "/account/sso"

    @post(status_code=200)
    async def begin(self) -> Response[Any]:
        held = await providers.active()
        if held is None:
            raise NotFound
        return await set_out(held, purpose="connect", member_id=actor().id)


async def set_out(held: Provider, *, purpose: Purpose, member_id: UUID | None = None, then: str = "") -> Response[Any]:
    """A page that leads on to the provider. Raises ProviderFault, TooMany."""
    if not await allow("sso.trip", client_address(), limit=TRIPS_A_QUARTER, per=QUARTER):
        raise TooMany
    await unit.let_go()
    at = await discover(held.issuer)
    begun = await trips.begin(held, at, purpose=purpose, member_id=member_id, then=then)
    offer_languages()
    return carrying(Page("tenants/sso/leaving.html", url=begun.url, name=held.name), begun.cookie)


async def _held(trip: Trip) -> Provider:
    """The provider that this trip set out for, as it is set up now. Raises TripOver where it is another, or off."""
    held = await providers.provider()
    if held is None or (held.issuer, held.client_id) != (trip.issuer, trip.client_id):
        raise TripOver
    if not held.is_on and trip.purpose != "trial":
        raise TripOver
    return held


async def _claims(trip: Trip, held: Provider, said: Any) -> Claims:
    """Raises ProviderFault."""
    if said.get("error"):
        raise refused(said["error"], said.get("error_description", ""))
    if said.get("iss", trip.issuer) != trip.issuer or not said.get("code"):
        raise TripOver
    secret = held.open_secret()
    await unit.let_go()
    return await redeem(said["code"], held, trip, secret=secret)


async def _signed_in(trip: Trip, claims: Claims, held: Provider) -> Response[Any]:
    arrival, member_id = await arriving.let_in(claims, held)
    row = await unit.fetchrow("SELECT generation, identity_id FROM member WHERE id = $1", member_id)
    assert row is not None
    started = await sessions.start("member", member_id, generation=row["generation"], by_sso=True)
    await record("sso.signed_in", subject=("member", member_id))
    async with unit.platform():
        login = await identities.by_id(row["identity_id"])
    if login and arrival.kind in ("known", "recognised"):
        await tell_if_new(login, also=((member_id, row["generation"]),))
    # The mark is the member's: one of the login's would make this browser known at other companies, too.
    mark = remembering(member_id, row["generation"])
    return go(safe_next(trip.next, "/desk"), started.cookie, mark, trips.GONE)


async def _connected(trip: Trip, claims: Claims) -> Response[Any]:
    """For whoever set out, as long as they are signed in."""
    me = await sessions.member_now()
    if me is None or me.id is None or me.id != trip.member_id:
        raise TripOver
    set_actor(me)
    await links.connect(me.id, claims)
    return go("/account#single-sign-on", trips.GONE)


async def _tried(trip: Trip, held: Provider, said: Any) -> Response[Any]:
    """What would come of it, in words; nobody is signed in."""
    me = await sessions.member_now()
    if me is None or me.id != trip.member_id or not me.may("sso.manage"):
        raise TripOver
    set_actor(me)
    claims, arrival, fault = None, None, None
    try:
        claims = await _claims(trip, held, said)
        held = await _held(trip)
        await providers.note_trial()
        arrival = await arriving.look(claims, held)
    except TripOver:
        raise
    except Refusal as refusal:
        fault = refusal
    offer_languages()
    role = str(NAMES[arrival.role]) if arrival else ""
    page = Page("tenants/sso/tried.html", claims=claims, arrival=arrival, role=role, fault=fault)
    return carrying(page, trips.GONE)
