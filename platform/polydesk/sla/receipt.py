"""The receipt of a ticket, put together from the rows as they stand; what it says is in sheets.py."""

from collections.abc import Callable, Sequence
from uuid import UUID

from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.schedules import versions as schedule_versions
from polydesk.schedules.versions import Publication
from polydesk.sla.cases import Case
from polydesk.sla.catching_up import catch_up
from polydesk.sla.known_versions import versions
from polydesk.sla.loading import load, load_pieces
from polydesk.sla.promise import Timer
from polydesk.sla.queries import spans_of
from polydesk.sla.sheets import Receipt, Rule, Segment, Sheet, segments_of, sheet_of

__all__ = ["Receipt", "Segment", "Sheet", "page_of", "receipt_of"]

SHEETS_A_PAGE = 12

NAMES = "SELECT id, name FROM schedule WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[])"


def _all(_timer: Timer) -> bool:
    return True


async def receipt_of(
    ticket_id: UUID, at: int, *, page: int | None = None, wanted: Callable[[Timer], bool] = _all
) -> Receipt:
    """The ticket's promises until `at`, edits that are still on their way to it included; all, or one page of them."""
    (case,) = await load([ticket_id])
    await load_pieces([case])
    await catch_up([case])
    timers = [one for one in case.timers_by_age() if wanted(one)]
    pages = max(1, -(-len(timers) // SHEETS_A_PAGE))
    if page is not None:
        page = min(max(page, 1), pages)
        last = len(timers) - (page - 1) * SHEETS_A_PAGE
        timers = timers[max(0, last - SHEETS_A_PAGE) : last]
    return Receipt(ticket_id, at, tuple(await _sheets(case, timers, at)), page or 1, pages)


def page_of(timers: Sequence[Timer], timer_id: UUID) -> int:
    """The page on which this one stands; the first when it stands nowhere."""
    newer = [one.id for one in reversed(timers)]
    return newer.index(timer_id) // SHEETS_A_PAGE + 1 if timer_id in newer else 1


async def _sheets(case: Case, timers: list[Timer], at: int) -> list[Sheet]:
    spans = await spans_of(case.ticket.id)
    written = [row.span.version_id for row in spans]
    known = await versions([*written, *(one.terms.version_id for one in timers)])
    numbers = {version_id: version.no for version_id, version in known.items()}
    names = await _names(timers)
    sheets: list[Sheet] = []
    published: dict[UUID, list[Publication]] = {}
    for one in timers:
        rule, tz = await _rule(case, one, published)
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


async def _rule(case: Case, one: Timer, published: dict[UUID, list[Publication]]) -> tuple[Rule, str]:
    """By which versions it is counted, and the zone of the latest of them; `published` are those that were read."""
    clock, schedule_id = case.clock(one), one.terms.schedule_id
    if one.terms.clock == "calendar" or schedule_id is None:
        return Rule(clock), ""
    if schedule_id not in published:
        published[schedule_id] = await schedule_versions.all_of(schedule_id)
    counting = schedule_versions.counting(published[schedule_id], one.hours_no)
    eras = schedule_versions.eras(counting, min(version.valid_from for version in counting))
    begins = tuple(instant_of(version.valid_from) for version in eras)
    return Rule(clock, begins, tuple(version.no for version in eras)), eras[-1].tz


async def _names(timers: list[Timer]) -> dict[UUID, str]:
    wanted = {one.terms.schedule_id for one in timers if one.terms.schedule_id}
    return {row["id"]: row["name"] for row in await unit.fetch(NAMES, list(wanted))} if wanted else {}
