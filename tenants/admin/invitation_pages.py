"""`/admin/invitations`: many colleagues asked in from one box; whoever has not come yet is asked again, or no more."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import _, current_locale
from i18n.formats import list_of
from polydesk.kernel import mail
from polydesk.kernel.actor import actor
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import Refusal, TooMany
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from tenants import colleagues, confirmation, entitlements, invitations, teams, waiting
from tenants.admin import choices
from tenants.admin.forms import InviteForm
from tenants.entitlements import SeatsFull
from tenants.roles import EXPLANATIONS, NAMES

PAGE = "/admin/invitations"
SAID = ("sent", "waits", "again", "revoked", "nobody")

AnyRequest = Request[Any, Any, Any]


class InvitationPages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[Any]:
        return await _page(empty(InviteForm, role="agent", language=current_locale()))

    @post()
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, InviteForm)
        read = colleagues.read_box(form.value("addresses"))
        team_id = await _team(form)
        _check(form, read)
        if not form.ok:
            return await _page(form, status=422)
        me = actor().id
        assert me is not None
        try:
            asked = await colleagues.ask_in(
                read.addresses, role=form.data.role, language=form.data.language, by=me, team_id=team_id
            )
        except (TooMany, SeatsFull) as refusal:
            return await _refused(form, refusal)
        return redirect(f"{PAGE}?said={'waits' if asked.waiting else 'sent' if asked.invited else 'nobody'}")

    @post("/{invitation_id:uuid}/resending")
    async def resend(self, invitation_id: FromPath[UUID]) -> Response[Any]:
        try:
            await colleagues.ask_again(invitation_id)
        except (TooMany, SeatsFull) as refusal:
            return await _refused(empty(InviteForm, role="agent", language=current_locale()), refusal)
        return redirect(f"{PAGE}?said={'waits' if await waiting.how_many([invitation_id]) else 'again'}")

    @post("/{invitation_id:uuid}/revocation", stays_open="gives back a seat")
    async def revoke(self, invitation_id: FromPath[UUID]) -> Response[Any]:
        await invitations.revoke(invitation_id)
        return redirect(f"{PAGE}?said=revoked")


async def _refused(form: Form[InviteForm], refusal: Refusal) -> Response[Any]:
    """Beside what was typed."""
    form.fail("", refusal.message)
    return await _page(form, status=refusal.status, refusal=refusal)


async def _team(form: Form[InviteForm]) -> UUID | None:
    if not form.value("team"):
        return None
    wanted = to_id(form.value("team"))
    if wanted is None or wanted not in {team.id for team in await teams.teams()}:
        form.fail("team", _("Please choose one of the options."))
    return wanted


def _check(form: Form[InviteForm], read: colleagues.Read) -> None:
    if form.value("role") and form.value("role") not in invitations.ROLES:
        form.fail("role", _("Please choose one of the options."))
    if form.value("language") and form.value("language") not in dict(choices.languages()):
        form.fail("language", _("Please choose one of the options."))
    if "addresses" in form.errors:
        return
    if read.unreadable:
        shown = list_of(read.unreadable[:5])
        form.fail("addresses", _("These are not e-mail addresses: %(words)s") % {"words": shown})
    elif len(read.addresses) > colleagues.MOST:
        form.fail("addresses", _("Please invite at most %(most)s people at once.") % {"most": colleagues.MOST})
    elif not read.addresses:
        form.fail("addresses", _("Please fill this in."))


async def _page(form: Form[InviteForm], status: int = 200, *, refusal: Refusal | None = None) -> Response[Any]:
    open_ones = await invitations.open_ones()
    said = moment().query.removeprefix("said=")
    return Page(
        "tenants/admin/invitations.html",
        status=status,
        form=form,
        waiting=open_ones,
        sent=await mail.states_about("invitation", [one.id for one in open_ones]),
        teams=[(team.id, team.name) for team in await teams.teams()],
        team_names={team.id: team.name for team in await teams.teams()},
        roles=choices.roles(invitations.ROLES),
        explanations=EXPLANATIONS,
        names=NAMES,
        spoken=choices.languages(),
        is_confirmed=await confirmation.is_confirmed(current_tenant()),
        said=said if said in SAID else "",
        refusal=refusal,
        seats=await entitlements.seats(),
        without_seat=sum(one.waits_since is not None for one in open_ones),
        people=await entitlements.who_may_change(),
    )
