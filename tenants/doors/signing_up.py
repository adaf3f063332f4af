"""`/signup`: two fields, and a desk is there; also whether a slug can be had."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromQuery

from i18n import _
from polydesk.kernel.actor import actor
from polydesk.kernel.mail import BadAddress, address_key
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.request_id import client_address
from polydesk.kernel.settings import settings
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Page, empty, read_form
from tenants import desks, password_rules, platform_sessions, slugs, suspicion, trials
from tenants.attempts import remembering
from tenants.doors import walking_over
from tenants.doors.answers import again
from tenants.forms import SignUp
from tenants.proposals import company_of
from tenants.signing_up import sign_up

PAGE = "tenants/sign_up.html"
FIRST_PAGE = "/admin/welcome"
PER_ADDRESS = 120


class SignUpPages(Controller):
    path = "/signup"

    @get()
    async def show(self) -> Response[str]:
        return Page(PAGE, form=empty(SignUp), begun=suspicion.begun_now("sign_up"), **await _trials())

    @post()
    async def create(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, SignUp)
        begun = suspicion.begun_now("sign_up")
        _check(form)
        if not form.ok:
            return Page(PAGE, status=422, form=form, begun=begun, **await _trials())
        try:
            await suspicion.admit("sign_up", begun=form.data.begun, limit=PER_ADDRESS)
        except TooMany as refusal:
            return again(PAGE, form, refusal, begun=begun, **await _trials())
        made = await sign_up(form.data.email, form.data.password, zone=form.data.zone)
        session = await platform_sessions.start(made.identity.id, generation=made.identity.generation)
        door = await desks.door_to(made.tenant.id, identity_id=made.identity.id, then=FIRST_PAGE)
        assert door is not None
        return walking_over.lead(door, session.cookie, remembering(made.identity.id, made.identity.generation))


class SlugPages(Controller):
    path = "/signup/slug"

    @get()
    async def show(self, slug: FromQuery[str] = "") -> dict[str, str]:
        """Asked while somebody types; says no more than a look at the host would."""
        if not await allow("slug", client_address(), limit=600, per=suspicion.HOUR):
            raise TooMany()
        state = await slugs.state_of(slug.strip().lower()[:60])
        return {"state": state, "message": str(slugs.SAYS.get(state, _("This name is free.")))}


async def _trials() -> dict[str, Any]:
    """What trials there are, for everybody; whether they are used up, for whoever is signed in alone."""
    who = actor()
    is_known = who.kind in ("identity", "operator")
    return {"bills": settings().bills, "trials_used_up": is_known and await trials.are_used_up(who.email)}


def _check(form: Any) -> None:
    """What only this page knows is wrong, beside its field."""
    if form.value("website"):
        form.fail("", _("This could not be sent. Please empty the hidden field and try again."))
    email = form.value("email").strip()
    if "email" not in form.errors:
        try:
            address_key(email)
        except BadAddress:
            form.fail("email", _("Please enter a complete e-mail address, for example name@example.com."))
    password = form.value("password")
    if "password" not in form.errors:
        names = (company_of(email.rpartition("@")[2]),)
        if wrong := password_rules.complaint(password, email=email, also=names):
            form.fail("password", wrong)
