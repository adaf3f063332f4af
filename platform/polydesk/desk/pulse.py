"""The pulse: what the frame of every page of the desk knows, read in one statement and remembered for a few seconds.

Counts are capped, so they cost the same in a house of a million tickets. What is remembered is dropped as soon as a
ticket of the tenant changes, by this process after its commit and by all others when they hear of it.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from i18n import _, current_locale, ngettext
from i18n.formats import formatter, number
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor, actor
from polydesk.kernel.clock import now
from polydesk.kernel.live import Event, hub
from polydesk.kernel.tenancy import current_tenant
from polydesk.tickets.views import View, from_row

CAP = 1_001
REMEMBER_S = 5.0
REMEMBER_MOST = 5_000

OPEN = "t.tenant_id = app.tenant_id() AND t.status NOT IN ('resolved', 'closed') AND t.spam_at IS NULL"
READ = f"""
SELECT
  (SELECT count(*) FROM (SELECT FROM ticket t WHERE {OPEN} AND t.assignee_id = $1 LIMIT {CAP}) x) AS mine,
  (SELECT count(*) FROM (SELECT FROM ticket t WHERE {OPEN} AND t.assignee_id IS NULL LIMIT {CAP}) x) AS unassigned,
  (SELECT count(*) FROM (SELECT FROM ticket t WHERE {OPEN} LIMIT {CAP}) x) AS open,
  (SELECT count(*) FROM (SELECT FROM mention WHERE tenant_id = app.tenant_id() AND member_id = $1
      AND seen_at IS NULL LIMIT {CAP}) x) AS mentions,
  (SELECT array_agg(ROW(v.id, v.name, v.conditions::text, v.sort, v.scope, v.owner_id, v.team_id, v.columns)
      ORDER BY v.position, v.name, v.id) FROM saved_view v
    WHERE v.tenant_id = app.tenant_id() AND (v.owner_id = $1 OR v.scope = 'all' OR v.scope = 'team' AND v.team_id IN
      (SELECT team_id FROM team_member WHERE tenant_id = app.tenant_id() AND member_id = $1))) AS views,
  (SELECT array_agg(ROW(m.id, m.name, m.role, m.away_until, m.away_note, (SELECT count(*) FROM
      (SELECT FROM ticket t WHERE {OPEN} AND t.assignee_id = m.id LIMIT {CAP}) x)) ORDER BY m.name, m.id)
     FROM member m WHERE m.tenant_id = app.tenant_id() AND m.state = 'active' AND m.role <> 'billing') AS colleagues,
  (SELECT array_agg(ROW(g.id::text, g.name) ORDER BY lower(g.name), g.id) FROM team g
    WHERE g.tenant_id = app.tenant_id() AND g.archived_at IS NULL) AS teams
"""  # noqa: S608 - only constants of this module


@dataclass(frozen=True)
class Colleague:
    """Somebody a ticket may be given to, with what they have to do and whether they are there."""

    id: UUID
    name: str
    role: str
    away_until: datetime | None
    away_note: str
    load: int

    @property
    def can_take(self) -> bool:
        return self.role != "light_agent"

    @property
    def is_away(self) -> bool:
        return self.away_until is not None and self.away_until > now()

    @property
    def load_text(self) -> str:
        return ngettext("%(count)s open ticket", "%(count)s open tickets", self.load) % {"count": capped(self.load)}

    @property
    def away(self) -> str:
        """Until when and why, in words; empty for somebody who is there."""
        if not self.is_away or self.away_until is None:
            return ""
        facts = {"day": formatter().day(self.away_until), "note": self.away_note}
        return _("Away until %(day)s: %(note)s") % facts if self.away_note else _("Away until %(day)s") % facts

    @property
    def choice(self) -> str:
        """How a list of people to choose from names them: load and absence beside the name."""
        facts = {"name": self.name, "load": self.load_text}
        if not self.is_away or self.away_until is None:
            return _("%(name)s, %(load)s") % facts
        facts["day"] = formatter().day(self.away_until)
        return _("%(name)s, %(load)s, away until %(day)s") % facts


@dataclass(frozen=True)
class Pulse:
    mine: int
    unassigned: int
    open: int
    mentions: int
    views: tuple[View, ...]
    colleagues: tuple[Colleague, ...]
    teams: tuple[tuple[str, str], ...] = ()
    named: dict[str, list[tuple[str, str]]] = field(default_factory=dict, compare=False)
    lines: dict[tuple[str, str], Any] = field(default_factory=dict, compare=False)  # what the frame draws of it

    def colleague(self, member_id: UUID | None) -> Colleague | None:
        return next((one for one in self.colleagues if one.id == member_id), None)

    @property
    def assignees(self) -> list[tuple[str, str]]:
        """Who may be given a ticket, as choices in the reader's language; made once for as long as this is remembered."""
        locale = current_locale()
        if locale not in self.named:
            self.named[locale] = [(str(one.id), one.choice) for one in self.colleagues if one.can_take]
        return self.named[locale]


_remembered: dict[tuple[UUID, UUID | None], tuple[float, Pulse]] = {}


async def pulse(who: Actor | None = None) -> Pulse:
    """The pulse of this agent's desk."""
    who = who or actor()
    key = (current_tenant(), who.id)
    kept = _remembered.get(key)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    found = await _read(who)
    if len(_remembered) >= REMEMBER_MOST:
        _remembered.clear()
    _remembered[key] = (time.monotonic() + REMEMBER_S, found)
    return found


def forget(tenant_id: UUID | None) -> None:
    """Something changed in this tenant, or nobody knows where."""
    for key in [key for key in _remembered if tenant_id in (None, key[0])]:
        del _remembered[key]


def forget_after_commit() -> None:
    tenant_id = current_tenant()
    unit.after_commit(lambda: forget(tenant_id))


def capped(count: int) -> str:
    """`1,000+` from where nobody counts on."""
    return _("%(number)s+") % {"number": number(CAP - 1)} if count >= CAP else number(count)


async def _read(who: Actor) -> Pulse:
    row = await unit.fetchrow(READ, who.id)
    assert row is not None, "a statement of scalars always answers one row"
    return Pulse(
        *(row["mine"], row["unassigned"], row["open"], row["mentions"]),
        tuple(_view(*one) for one in row["views"] or ()),
        tuple(Colleague(*tuple(one)) for one in row["colleagues"] or ()),
        tuple((one[0], one[1]) for one in row["teams"] or ()),
    )


def _view(view_id: UUID, name: str, conditions: str, *rest: Any) -> View:
    """A row inside a row comes without its JSON read."""
    return from_row((view_id, name, msgspec.json.decode(conditions), *rest))


def _heard(event: Event) -> None:
    forget(event.tenant_id)


for _topic in ("ticket", "member", "view"):
    hub().on(_topic, _heard)
