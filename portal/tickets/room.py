"""The room: one ticket with the customer who may see it, reached by login or by a guest's link.

Both ways show the same page and do the same things; only the addresses differ.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response

from i18n import _, current_locale, current_zone, live_in, speak
from i18n.places import is_zone
from polydesk.customers.queries import person
from polydesk.fields.showing import sheet_of
from polydesk.kernel import storage
from polydesk.kernel.actor import Actor, actor, set_actor
from polydesk.kernel.ids import new_id, to_id
from polydesk.kernel.refusals import NotFound, TooMany
from polydesk.kernel.storage import StoredFile
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.tickets import access, changing, lifecycle
from polydesk.tickets.categories import category
from polydesk.tickets.conversation import Written, customer_writes
from polydesk.tickets.customers_view import seen_as
from polydesk.tickets.files_of_messages import file_of_ticket
from polydesk.tickets.policy import guest_ticket, ticket_for
from polydesk.tickets.refusals import MergedAway, MessageEmpty
from polydesk.tickets.statuses import own_status
from polydesk.tickets.ticket import Ticket
from polydesk.tickets.timeline import timeline
from portal import promises
from portal.languages import choices, enter
from portal.tickets.forms import Answer, Urgency, take_files
from portal.tickets.limits import may_write
from surveys.on_ticket import offer_on
from tenants.brands import wear
from tenants.here import site

Html = Response[Any]
AnyRequest = Request[Any, Any, Any]

# The address of a guest's ticket is the secret: no other site hears it, no cache keeps it, nobody lists it.
PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True)
class Room:
    """`base` is where this ticket lives for this reader, `zone` the reader's own, where we know it; `token` is set for a guest."""

    ticket: Ticket
    by: Actor
    base: str
    zone: str | None
    token: str = ""

    @property
    def is_guest(self) -> bool:
        return bool(self.token)


async def own_room(language: str, number: int) -> Room:
    """The ticket of whoever is signed in. Raises NotFound for everybody else's."""
    ticket = await seen_as(await ticket_for(number))
    base = f"/{enter(language)}/tickets/{number}"
    await wear(ticket.brand_id)
    return Room(ticket, actor(), base, str(current_zone()))


async def guest_room(token: str) -> Room:
    """The ticket behind the link, in the language and the zone in which it was asked. Raises NotFound, LinkRevoked."""
    ticket, holder = await guest_ticket(token)
    ticket = await seen_as(ticket)
    wanted = moment().cookies.get("language") or ticket.language
    if wanted in site().languages:
        speak(wanted)
    if not actor().is_requester:
        set_actor(Actor("visitor", name=holder.name))
    zone = (await person(holder.id)).zone if holder.id else None
    if zone and is_zone(zone):
        live_in(zone)
    await wear(ticket.brand_id)
    return Room(ticket, holder, f"/t/{quote(token)}", zone, token)


async def show(
    room: Room, *, form: Form[Answer] | None = None, kept: list[StoredFile] | None = None, status: int = 200
) -> Html:
    ticket = room.ticket
    own = await own_status(ticket.status_id, archived_too=True) if ticket.status_id else None
    return Page(
        "portal/tickets/ticket.html",
        status=status,
        headers=PRIVATE,
        room=room,
        ticket=ticket,
        status_name=own.name if own else "",
        category=(await category(ticket.category_id)).picked if ticket.category_id else None,
        answered=await sheet_of(ticket.id),
        entries=await timeline(ticket, for_customer=True),
        may_reopen=not ticket.is_open and await lifecycle.may_still_reopen(ticket),
        may_decide=not ticket.is_merged,
        form=form or empty(Answer),
        kept=kept or [],
        key=(form.value("key") if form else "") or str(new_id()),
        promise=await promises.of_ticket(ticket, room.zone, is_guest=room.is_guest),
        rating=await offer_on(ticket, person_id=room.by.id),
        done=_done(),
        languages=languages_of(room),
    )


async def receipt(room: Room) -> Html:
    return Page(
        "portal/tickets/receipt.html",
        headers=PRIVATE,
        room=room,
        ticket=room.ticket,
        link=site().base_url + room.base,
        promise=await promises.of_ticket(room.ticket, room.zone, is_guest=room.is_guest),
        languages=languages_of(room),
    )


async def write(request: AnyRequest, room: Room) -> Html:
    """Adds what the customer says; a repeat of the same submit says it once."""
    form = await read_form(request, Answer)
    files = await take_files(form)
    if not form.value("message").strip() and not files and form.ok:
        form.fail("message", MessageEmpty.message)
    if not form.ok:
        return await show(room, form=form, kept=files, status=422)
    if not await may_write(str(room.by.id)):
        form.fail(
            "", _("There were too many messages in a short time. Your text is kept: please try again in a few minutes.")
        )
        return await show(room, form=form, kept=files, status=429)
    claims = [file.claim for file in files]
    written = await customer_writes(
        room.ticket, body=form.data.message, by=room.by, files=claims, key=form.data.key or None
    )
    return redirect(await _after_writing(room, written))


async def say(room: Room, message: str) -> Html:
    """A word that came from another page than this ticket's own."""
    await _patience(room)
    return redirect(await _after_writing(room, await customer_writes(room.ticket, body=message, by=room.by)))


async def solve(room: Room) -> Html:
    await _patience(room)
    _demand_alone(room)
    await lifecycle.resolve(room.ticket, by=room.by)
    return redirect(f"{room.base}?done=solved")


async def reopen(room: Room) -> Html:
    await _patience(room)
    _demand_alone(room)
    await lifecycle.reopen(room.ticket, by=room.by)
    return redirect(f"{room.base}?done=reopened")


async def say_how_urgent(request: AnyRequest, room: Room) -> Html:
    await _patience(room)
    _demand_alone(room)
    form = await read_form(request, Urgency)
    if not form.ok:
        return await show(room, status=422)
    await changing.set_priority(room.ticket, to=form.data.priority, by=room.by)
    return redirect(f"{room.base}?done=urgency")


async def renew_link(room: Room) -> Html:
    """The old links stop working; whoever did it goes on with the new one."""
    await _patience(room)
    await access.revoke(room.ticket, by=room.by)
    token = await access.token_for(room.ticket.id, room.by.id or new_id())
    return redirect(f"/t/{token}?done=link" if room.is_guest else f"{room.base}?done=link")


async def hand_out(room: Room, file: str) -> Html:
    """A file of this ticket: the policy has spoken, so a link of five minutes is lent."""
    file_id: UUID | None = to_id(file)
    if file_id is None:
        raise NotFound
    found = await file_of_ticket(room.ticket, file_id, with_notes=False)
    return Response(b"", status_code=303, headers={"Location": storage.link(found), **PRIVATE})


async def _after_writing(room: Room, written: Written) -> str:
    if not written.is_follow_up:
        return f"{room.base}?done=sent#latest"
    if room.is_guest:
        token = await access.token_for(written.ticket.id, room.by.id or new_id())
        return f"/t/{token}?done=followed"
    return f"/{current_locale()}/tickets/{written.ticket.number}?done=followed"


async def _patience(room: Room) -> None:
    if not await may_write(str(room.by.id)):
        raise TooMany


def _demand_alone(room: Room) -> None:
    """A ticket that goes on with somebody else's is not for one of the two to decide about."""
    if room.ticket.is_merged:
        raise MergedAway(_("We are working on this together with another ticket. Please write us a message instead."))


def _done() -> str:
    """What the page before it did, to be said once; a word of ours, or nothing."""
    _name, _equals, word = moment().query.partition("done=")
    return word if word in ("sent", "solved", "reopened", "urgency", "link", "followed") else ""


def languages_of(room: Room) -> Any:
    """A guest's address names no language, so choosing one is kept in a cookie."""
    if not room.is_guest:
        return choices()
    return choices({code: f"/language/{code}?next={quote(room.base)}" for code in site().languages})
