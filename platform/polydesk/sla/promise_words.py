"""A promise as a customer reads it, in a portal page or a mail: by when we answer, when we open, or that we wait.

In the customer's own zone where we know it, else in the zone of the hours, and always with the zone's name (b11). A
promise that has gone by is not spoken of; nothing here says "service level" or "breach".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from i18n import _
from i18n.formats import clock_time, day, weekday_names, zone_name
from i18n.places import is_zone
from polydesk.hours.instants import instant_of, moment_of
from polydesk.kernel.clock import now
from polydesk.sla.promising import Promise, promise_of, promises_of
from tenants.here import visit


@dataclass(frozen=True)
class Told:
    """`text` is the promise, `opening` what a closed desk adds before it, `zone` the zone in which both are written."""

    text: str
    opening: str
    zone: str


async def told_of_ticket(ticket_id: UUID, zone: str | None) -> Told | None:
    """What its customer was promised and still waits for. None when there is nothing to say."""
    promise = await promise_of(ticket_id, instant_of(now()))
    if promise is None or promise.is_past:
        return None
    if promise.waits_for_you:
        return Told(_("We are waiting for your answer."), "", "")
    return told(promise, zone or "", house_zone=(await visit()).zone)


async def deadlines_of_tickets(ticket_ids: Sequence[UUID], zone: str) -> dict[UUID, str]:
    """By when each is answered, as a line of a list says it; the status tells already when the word is the customer's."""
    promises = await promises_of(ticket_ids, instant_of(now()))
    house_zone = (await visit()).zone
    awaited = {
        key: one for key, one in promises.items() if one.at is not None and not (one.is_past or one.waits_for_you)
    }
    told_ones = {key: told(one, zone, house_zone=house_zone) for key, one in awaited.items()}
    return {key: one.text for key, one in told_ones.items() if one is not None}


def moment_text(at: datetime, zone: str) -> str:
    """`Tue, Nov 24, 2026, 10:30 AM (CET)`."""
    place = ZoneInfo(zone)
    local = at.astimezone(place)
    return _("%(weekday)s, %(day)s, %(time)s (%(zone)s)") % {
        "weekday": weekday_names("abbreviated")[local.weekday()],
        "day": day(local.date()),
        "time": clock_time(local.time()),
        "zone": zone_name(place, at),
    }


def told(promise: Promise, zone: str, *, house_zone: str) -> Told | None:
    """In this zone if there is one of the name. None when there is nothing to say."""
    zone = zone if is_zone(zone) else promise.tz or house_zone
    opening = ""
    if promise.opens_at is not None:
        opening = _("We open again %(when)s.") % {"when": moment_text(moment_of(promise.opens_at), zone)}
    if promise.at is None:
        return Told("", opening, zone) if opening else None
    return Told(_sentence(promise) % {"when": moment_text(moment_of(promise.at), zone)}, opening, zone)


def _sentence(promise: Promise) -> str:
    if promise.metric == "first_response":
        return _("You get a first answer by %(when)s.")
    if promise.metric == "update":
        return _("We will tell you how it stands by %(when)s.")
    return _("We will answer by %(when)s.")
