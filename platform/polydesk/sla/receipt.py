"""The receipt of a ticket, put together from the rows as they stand; what it says is in sheets.py."""

from uuid import UUID

from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.schedules import versions as schedule_versions
from polydesk.sla.cases import Case
from polydesk.sla.catching_up import catch_up
from polydesk.sla.known_versions import versions
from polydesk.sla.loading import load, load_pieces
from polydesk.sla.promise import Timer
from polydesk.sla.queries import SpanRow, spans_of
from polydesk.sla.sheets import Receipt, Rule, Segment, Sheet, segments_of, sheet_of

__all__ = ["Receipt", "Segment", "Sheet", "receipt_of"]

NAMES = "SELECT id, name FROM schedule WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[])"


async def receipt_of(ticket_id: UUID, at: int) -> Receipt:
    """Every promise of the ticket until `at`, edits that are still on their way to it included."""
    cases = await load([ticket_id])
    await load_pieces(cases)
    await catch_up(cases)
    spans = await spans_of(ticket_id)
    return Receipt(ticket_id, at, tuple([sheet for case in cases for sheet in await _sheets(case, spans, at)]))


async def _sheets(case: Case, spans: list[SpanRow], at: int) -> list[Sheet]:
    timers = case.timers_by_age()
    written = [row.span.version_id for row in spans]
    known = await versions([*written, *(one.terms.version_id for one in timers)])
    numbers = {version_id: version.no for version_id, version in known.items()}
    names = await _names(timers)
    sheets = []
    for one in timers:
        rule, tz = await _rule(case, one)
        own = [row.span for row in spans if row.timer_id == one.id]
        fresh = case.outcomes[one.id].spans if one.id in case.outcomes else ()
        before = case.timers.get(one.carries_id) if one.carries_id else None
        sheets.append(
            sheet_of(
                one,
                segments_of(one, [*own, *fresh], rule, numbers, at),
                rule=rule,
                carried=case.pieces_of(before) if before else [],
                at=at,
                policy_names=known[one.terms.version_id].draft.names,
                policy_no=numbers[one.terms.version_id],
                schedule_name=names.get(one.terms.schedule_id, "") if one.terms.schedule_id else "",
                tz=tz,
            )
        )
    return sheets


async def _rule(case: Case, one: Timer) -> tuple[Rule, str]:
    """By which versions it is counted, and the zone of the latest of them."""
    clock = case.clock(one)
    if one.terms.clock == "calendar" or one.terms.schedule_id is None:
        return Rule(clock), ""
    published = await schedule_versions.all_of(one.terms.schedule_id)
    counting = schedule_versions.counting(published, one.hours_no)
    eras = schedule_versions.eras(counting, min(version.valid_from for version in counting))
    begins = tuple(instant_of(version.valid_from) for version in eras)
    return Rule(clock, begins, tuple(version.no for version in eras)), eras[-1].tz


async def _names(timers: list[Timer]) -> dict[UUID, str]:
    wanted = {one.terms.schedule_id for one in timers if one.terms.schedule_id}
    return {row["id"]: row["name"] for row in await unit.fetch(NAMES, list(wanted))} if wanted else {}
