"""The dossier: all that stands beside one conversation, read with the ticket itself in one statement."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from i18n import _, current_locale
from i18n.formats import formatter
from polydesk.customers.people import Person
from polydesk.fields.beside_ticket import SHEETS, sheets_in
from polydesk.fields.showing import Sheet
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.archived import still_offered
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound
from polydesk.mailroom.beside_ticket import SILENCE, Ahead, ahead
from polydesk.sla.beside_ticket import PROMISES, contract_in, timers_in
from polydesk.sla.promise_looks import Card, card_of
from polydesk.tickets import categories
from polydesk.tickets.categories import Category
from polydesk.tickets.drafts import Draft
from polydesk.tickets.participants import PARTICIPANTS, Participant, participants_in
from polydesk.tickets.policy import may_see
from polydesk.tickets.queries import LARGEST
from polydesk.tickets.shared_drafts import SHARED, SharedDraft, shared_in
from polydesk.tickets.statuses import OwnStatus
from polydesk.tickets.ticket import COLUMNS, Status, Ticket
from surveys.aftermath import COMPLAINT, FOLLOW_UPS, Complaint, FollowUp, complaint_in, follow_ups_in
from surveys.beside_ticket import RATINGS, Given, ratings_in
from tenants.here import site

WIDTH = COLUMNS.count(",") + 1
TICKET = ", ".join(f"t.{name.strip()}" for name in COLUMNS.split(","))

READ = f"""
SELECT {TICKET},
  p.id AS p_id, p.name AS p_name, p.language AS p_language, p.zone AS p_zone, p.notes AS p_notes,
  (SELECT ROW(c.id, c.name) FROM organisation c WHERE c.tenant_id = t.tenant_id AND c.id = t.organisation_id)
    AS organisation,
  EXISTS (SELECT FROM contract c WHERE c.tenant_id = t.tenant_id AND c.organisation_id = t.organisation_id
      AND c.archived_at IS NULL AND c.ends_on IS NOT NULL) AS has_lapsed,
  (SELECT array_agg(ROW(o.number, o.subject, o.status) ORDER BY o.number DESC) FROM
     (SELECT o.* FROM ticket o WHERE o.tenant_id = t.tenant_id AND o.organisation_id = t.organisation_id
         AND o.person_id IS DISTINCT FROM t.person_id AND o.id <> t.id AND o.spam_at IS NULL
         AND o.merged_into_id IS NULL ORDER BY o.number DESC LIMIT 5) o) AS colleagues,
  (SELECT ROW(a.address, s.reason) FROM person_address a LEFT JOIN mail_suppression s ON s.tenant_id = a.tenant_id
      AND s.address_key = a.address_key WHERE a.tenant_id = p.tenant_id AND a.person_id = p.id
    ORDER BY a.is_primary DESC, a.created_at LIMIT 1) AS p_address,
  (SELECT array_agg(ROW(o.number, o.subject, CASE WHEN o.spam_at IS NULL THEN o.status ELSE 'spam' END)
                    ORDER BY o.number DESC) FROM
     (SELECT * FROM ticket o WHERE o.tenant_id = t.tenant_id AND o.person_id = t.person_id AND o.id <> t.id
         AND o.merged_into_id IS NULL ORDER BY o.number DESC LIMIT 6) o) AS others,
  (SELECT array_agg(ROW(f.id, f.number)) FROM ticket f WHERE f.tenant_id = t.tenant_id
      AND f.id = ANY (ARRAY[t.follows_id, t.merged_into_id])) AS near,
  (SELECT array_agg(ROW(o.number, o.subject, COALESCE(NULLIF(q.name, ''), (SELECT a.address FROM person_address a
        WHERE a.tenant_id = q.tenant_id AND a.person_id = q.id ORDER BY a.is_primary DESC, a.created_at LIMIT 1), ''))
      ORDER BY o.number)
     FROM ticket o LEFT JOIN person q ON q.tenant_id = o.tenant_id AND q.id = o.person_id
      AND o.person_id IS DISTINCT FROM t.person_id
    WHERE o.tenant_id = t.tenant_id AND o.id = ANY (whole.ids) AND o.id <> t.id) AS merged,
  (SELECT array_agg(ROW(d.kind, d.body, d.updated_at, d.shared_at IS NOT NULL)) FROM draft d
    WHERE d.tenant_id = t.tenant_id AND d.member_id = $2 AND d.ticket_id = t.id) AS drafts, {SHARED} AS shared,
  (SELECT array_agg(ROW(m.id, m.name) ORDER BY m.name) FROM follower f JOIN member m ON m.tenant_id = f.tenant_id
      AND m.id = f.member_id AND m.state = 'active' WHERE f.tenant_id = t.tenant_id AND f.ticket_id = t.id) AS followers,
  (SELECT array_agg(ROW(s.id, s.category, s.names::text, s.position, s.archived_at IS NOT NULL) ORDER BY s.position, s.id)
     FROM ticket_status s WHERE s.tenant_id = t.tenant_id AND (s.archived_at IS NULL OR s.id = t.status_id)) AS own,
  (SELECT array_agg(ROW(g.id, g.name) ORDER BY g.name) FROM team g
    WHERE g.tenant_id = t.tenant_id AND (g.archived_at IS NULL OR g.id = t.team_id)) AS teams,
  {RATINGS} AS ratings, {FOLLOW_UPS} AS follow_ups, {COMPLAINT} AS complaint,
  EXISTS (SELECT FROM mention n WHERE n.tenant_id = t.tenant_id AND n.member_id = $2 AND n.ticket_id = t.id
      AND n.seen_at IS NULL) AS mentioned,
  (SELECT m.name FROM member m WHERE m.tenant_id = t.tenant_id AND m.id = t.assignee_id) AS assignee_name,
  EXISTS (SELECT FROM notice_mute q WHERE q.tenant_id = t.tenant_id AND q.ticket_id = t.id AND q.member_id = $2) AS muted,
  EXISTS (SELECT FROM notice n WHERE n.tenant_id = t.tenant_id AND n.ticket_id = t.id AND n.member_id = $2
      AND n.seen_at IS NULL) AS has_news,
  {SILENCE} AS silence, {PROMISES} AS promises, {SHEETS} AS sheets,
  {PARTICIPANTS} AS participants
FROM ticket t LEFT JOIN person p ON p.tenant_id = t.tenant_id AND p.id = t.person_id
CROSS JOIN LATERAL (SELECT ARRAY(SELECT t.id UNION ALL SELECT m.id FROM ticket m
    WHERE m.tenant_id = t.tenant_id AND m.merged_into_id = t.id) AS ids OFFSET 0) whole
WHERE t.tenant_id = app.tenant_id() AND t.number = $1
"""  # noqa: S608 - only constants of this module


@dataclass(frozen=True)
class Asker(Person):
    """The person who asks, as the side panel shows them; `bounced` says why nothing is sent to their address."""

    notes: str = ""
    bounced: str = ""

    @property
    def shown(self) -> str:
        return self.name or self.address or _("Name unknown")

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def local_time(self) -> str:
        """What time it is where they are; the house's own zone until they have told theirs."""
        zone = _zone(self.zone) or _zone(site().zone) or ZoneInfo("UTC")
        there = formatter(current_locale(), zone)
        facts = {"clock": there.clock_time(now()), "zone": there.zone_name(now())}
        return _("%(clock)s, %(zone)s") % facts if self.zone else _("about %(clock)s, %(zone)s") % facts


@dataclass(frozen=True)
class Dossier:
    """`home` is the number of the ticket into which this one was merged, `merged` are those that were merged into it,
    with their customer if that is somebody else. `may_have_lapsed`: a contract of its organisation has an end, so that
    it is worth asking which.
    """

    ticket: Ticket
    person: Asker | None
    assignee_name: str
    organisation: tuple[UUID, str] | None
    may_have_lapsed: bool
    others: list[tuple[int, str, str]]
    of_colleagues: list[tuple[int, str, str]]
    follows: int | None
    home: int | None
    merged: list[tuple[int, str, str]]
    drafts: dict[str, Draft]
    shared: list[SharedDraft]
    followers: list[tuple[UUID, str]]
    own_statuses: list[OwnStatus]
    teams: list[tuple[str, str]]
    categories: list[Category]
    ratings: list[Given]
    follow_ups: list[FollowUp]
    complaint: Complaint | None
    is_mentioned: bool
    is_muted: bool
    has_news: bool
    silence: Ahead | None
    promises: Card
    sheets: list[Sheet]
    participants: list[Participant]

    @property
    def own_status(self) -> str:
        """The tenant's own name for where the ticket stands, if it has one."""
        return next((own.name for own in self.own_statuses if own.id == self.ticket.status_id), "")


async def dossier(number: int, *, reader: Actor) -> Dossier:
    """The ticket with this number and what belongs to it, if `reader` may see it. Raises NotFound."""
    row = await unit.fetchrow(READ, number, reader.id) if 0 < number <= LARGEST else None
    if row is None:
        raise NotFound
    ticket = Ticket(*tuple(row)[:WIDTH])
    if not may_see(ticket, reader):
        raise NotFound
    near = dict(_tuples(row["near"]))
    return Dossier(
        ticket,
        _person(row),
        row["assignee_name"] or "",
        organisation=tuple(row["organisation"]) if row["organisation"] else None,
        may_have_lapsed=row["has_lapsed"],
        others=_tuples(row["others"]),
        of_colleagues=_tuples(row["colleagues"]),
        follows=near.get(ticket.follows_id),
        home=near.get(ticket.merged_into_id),
        merged=_tuples(row["merged"]),
        drafts={one[0]: Draft(*one) for one in _tuples(row["drafts"])},
        shared=shared_in(row["shared"]),
        followers=_tuples(row["followers"]),
        own_statuses=[_own(*one) for one in _tuples(row["own"])],
        teams=[(str(team_id), name) for team_id, name in _tuples(row["teams"])],
        categories=still_offered(await categories.known(), (ticket.category_id,)),
        ratings=ratings_in(row["ratings"]),
        follow_ups=follow_ups_in(row["follow_ups"]),
        complaint=complaint_in(row["complaint"]),
        is_mentioned=row["mentioned"],
        is_muted=row["muted"],
        has_news=row["has_news"],
        silence=ahead(row["silence"]),
        promises=await card_of(await timers_in(row["promises"]), contract_in(row["promises"])),
        sheets=await sheets_in(row["sheets"]),
        participants=participants_in(row["participants"]),
    )


def _person(row: unit.Record) -> Asker | None:
    if row["p_id"] is None:
        return None
    address, reason = row["p_address"] or ("", "")
    named = (row["p_id"], row["p_name"], address, row["p_language"], row["p_zone"])
    return Asker(*named, notes=row["p_notes"], bounced=reason or "")


def _own(status_id: UUID, category: Status, names: str, *rest: Any) -> OwnStatus:
    """A row inside a row comes without its JSON read."""
    return OwnStatus(status_id, category, msgspec.json.decode(names), *rest)


def _tuples(records: Any) -> list[Any]:
    return [tuple(record) for record in records or ()]


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
