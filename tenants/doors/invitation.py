"""`/invitations/{token}` on the tenant's host: a GET shows who invites, a POST accepts.

Somebody new chooses a name and a password; the link has proven the address. Whoever has a login gives its password.
"""

from datetime import timedelta
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import UI_LANGUAGES, _, current_locale, current_zone, speak
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor, set_actor
from polydesk.kernel.lines import one_line
from polydesk.kernel.passwords import hash_password
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.request_id import client_address
from polydesk.kernel.settings import settings
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Form, Page, empty, moment, read_form
from tenants import identities, invitations, password_rules, sessions, waiting
from tenants.attempts import ShutForNow, remembering
from tenants.choosing_language import offer_languages
from tenants.doors.answers import again, go, wrong_password
from tenants.entitlements import who_may_change
from tenants.forms import Accept
from tenants.here import site
from tenants.identities import Identity
from tenants.invitations import Invitation
from tenants.proposals import name_of
from tenants.roles import EXPLANATIONS, NAMES
from tenants.signing_in import is_password_of
from tenants.sso import providers

PAGE, LATE_PAGE, FULL_PAGE = "tenants/invitation.html", "tenants/invitation_late.html", "tenants/invitation_waits.html"
HOUR = timedelta(hours=1)


class InvitationPages(Controller):
    path = "/invitations/{secret:str}"

    @get()
    async def show(self, secret: FromPath[str]) -> Response[str]:
        late = await invitations.look_at_late(secret)
        if late is not None:
            _speak(late)
            return Page(LATE_PAGE, status=410, action=f"/invitations/{secret}/renewal")
        asked = await _asked(secret)
        if not await invitations.finds_seat(asked):
            return await _no_seat(asked)
        form = empty(Accept, name=name_of(asked.email.partition("@")[0]))
        sso = await providers.active()
        return Page(
            PAGE, form=form, **_context(asked, await _known(asked)), sso=sso if sso and sso.is_demanded else None
        )

    @post("/renewal", status_code=200)
    async def renew(self, secret: FromPath[str]) -> Response[str]:
        """Whoever comes late has another link sent to where the first one went."""
        if not await allow("invitation.renewal", client_address(), limit=20, per=HOUR):
            raise TooMany
        late = await invitations.renew(secret)
        _speak(late)
        if await waiting.how_many([late.id]):
            return await _no_seat(late)
        return Page(LATE_PAGE, sent_to=late.email)

    @post()
    async def create(self, secret: FromPath[str], request: Request[Any, Any, Any]) -> Response[Any]:
        asked = await _asked(secret)
        await providers.demand_password_counts(asked.role)
        if not await invitations.finds_seat(asked):
            return await _no_seat(asked)
        known = await _known(asked)
        form = await read_form(request, Accept)
        try:
            identity = await (_recognise(form, known) if known else _welcome(form, asked))
        except ShutForNow as refusal:
            return again(PAGE, form, refusal, **_context(asked, known))
        if identity is None:
            return Page(PAGE, status=422, form=form, **_context(asked, known))
        name = (one_line(form.value("name")) or identity.name or asked.email)[:120]
        set_actor(Actor("member", name=name, email=identity.email))
        joined = await invitations.accept(secret, identity=identity, name=name)
        started = await sessions.start("member", joined.member_id, generation=joined.generation)
        return go("/desk", started.cookie, remembering(identity.id, identity.generation))


async def _no_seat(asked: Invitation) -> Response[str]:
    """Kept as it is, and nobody is turned away: the owners know, and a new link comes by itself."""
    return Page(FULL_PAGE, email=asked.email, people=await who_may_change())


async def _asked(secret: str) -> Invitation:
    asked = await invitations.look_at(secret)
    _speak(asked)
    return asked


def _speak(asked: Invitation) -> None:
    """In the language that the inviter chose, unless this browser has chosen one here."""
    if not moment().cookies.get("language") and asked.language in UI_LANGUAGES:
        speak(asked.language)
    offer_languages()


async def _known(asked: Invitation) -> Identity | None:
    async with unit.platform():
        return await identities.confirmed_one(asked.email)


async def _recognise(form: Form[Accept], known: Identity) -> Identity | None:
    if form.errors.get("password"):
        return None
    if await is_password_of(known, form.value("password")):
        return known
    form.fail("password", wrong_password())
    return None


async def _welcome(form: Form[Accept], asked: Invitation) -> Identity | None:
    if not one_line(form.value("name")):
        form.fail("name", _("Please fill this in."))
    wrong = password_rules.complaint(form.value("password"), email=asked.email, also=(site().name,))
    if wrong and "password" not in form.errors:
        form.fail("password", wrong)
    if not form.ok:
        return None
    hashed = await hash_password(form.data.password)
    async with unit.platform():
        return await identities.create(
            asked.email, password_hash=hashed, name=form.data.name, language=current_locale(),
            zone=str(current_zone()), confirmed=True,
        )  # fmt: skip


def _context(asked: Invitation, known: Identity | None) -> dict[str, Any]:
    return {
        "invitation": asked,
        "is_known": known is not None,
        "role": str(NAMES[asked.role]),
        "role_text": str(EXPLANATIONS[asked.role]),
        "platform_url": settings().base_url.rstrip("/"),
    }
