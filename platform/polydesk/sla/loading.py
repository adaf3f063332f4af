"""Loading: tickets with all their promises, their clocks, and, where something measures again, their spans."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from itertools import groupby
from typing import Any
from uuid import UUID

from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.sla.cases import Case, TicketRow, timers_of
from polydesk.sla.clocks import Clocks
from polydesk.sla.known_versions import versions
from polydesk.sla.rows import SELECTED, ids, timer_of

_TICKET = tuple(field.name for field in fields(TicketRow))
TICKET_COLUMNS = ", ".join(f"t.{name} AS t_{name}" for name in _TICKET)


async def load(ticket_ids: Sequence[UUID]) -> list[Case]:
    """In the order of their numbers. The caller holds the tickets."""
    rows = await unit.fetch(_CASES, list(ticket_ids))
    known = await versions(ids(rows, "policy_version_id"))
    clocks = Clocks()
    cases = []
    for _number, of_ticket in groupby(rows, key=lambda row: row["t_number"]):
        held = list(of_ticket)
        timers = [timer_of(row, known[row["policy_version_id"]]) for row in held if row["id"]]
        cases.append(Case(ticket_row(held[0]), {timer.id: timer for timer in timers}, clocks))
    await clocks.learn_timers(timers_of(cases))
    return cases


def ticket_row(row: Mapping[str, Any]) -> TicketRow:
    return TicketRow(*(row[f"t_{name}"] for name in _TICKET))


async def load_pieces(cases: Iterable[Case]) -> None:
    """The running time that has ended: needed where it is measured by another clock."""
    of_ticket = {case.ticket.id: case for case in cases if not case.has_pieces}
    if not of_ticket:
        return
    for ticket_id, timer_id, begins, ends in await unit.fetch(_PIECES, list(of_ticket)):
        pieces = of_ticket[ticket_id].pieces.setdefault(timer_id, [])
        pieces.append((instant_of(begins), instant_of(ends)))
    for case in of_ticket.values():
        case.has_pieces = True


_CASES = f"""
SELECT {TICKET_COLUMNS}, {SELECTED}
  FROM ticket t LEFT JOIN sla_timer s ON s.tenant_id = t.tenant_id AND s.ticket_id = t.id
 WHERE t.tenant_id = app.tenant_id() AND t.id = ANY($1::uuid[])
 ORDER BY t.number, s.cycle, s.metric
"""  # noqa: S608
_PIECES = """
SELECT s.ticket_id, x.timer_id, x.from_at, x.to_at FROM sla_timer s
  JOIN sla_span x ON x.tenant_id = s.tenant_id AND x.timer_id = s.id
 WHERE s.tenant_id = app.tenant_id() AND s.ticket_id = ANY($1::uuid[]) AND x.kind = 'running' ORDER BY x.seq
"""
