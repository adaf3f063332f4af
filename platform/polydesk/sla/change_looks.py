"""A change as its page shows it: what it is, what moves, what the last 90 days would have been, hour by hour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from i18n import LazyText, _, lazy
from i18n.formats import clock_time, week, weekday_names
from i18n.places import city_of_zone
from polydesk.hours.instants import moment_of
from polydesk.kernel import unit
from polydesk.kernel.refusals import Refusal
from polydesk.sla.as_if import DAYS
from polydesk.sla.change_rows import ChangeRow, open_changes
from polydesk.sla.changes import ArchivePolicy, SwitchPolicy
from polydesk.sla.open_moves import KINDS, Moves
from polydesk.sla.policy import METRICS
from polydesk.sla.replay import HOURS_A_DAY, Listed, Sum, Tally
from polydesk.sla.reviewing import PAGE
from polydesk.sla.rule_change import RuleChange
from polydesk.sla.words import METRIC_NAMES

KIND_NAMES: dict[str, LazyText] = {
    "missed": lazy("Missed at once"),
    "never": lazy("Never due any more"),
    "ends": lazy("No longer promised"),
    "earlier": lazy("Due earlier"),
    "later": lazy("Due later"),
    "due_again": lazy("Due again"),
    "begins": lazy("Promised from now on"),
    "kept": lazy("Not missed after all"),
}
BAD = ("missed", "never")

# An hour cannot be kept when at least half of what arrives in it is missed, and that is no accident.
LEAST_ARRIVED = 3
SHADES = 5


@dataclass(frozen=True)
class MoveLook:
    number: int
    subject: str
    metric: str
    kind: str
    kind_name: str
    was: datetime | None
    will: datetime | None


@dataclass(frozen=True)
class ListedLook:
    number: int
    subject: str
    metric: str
    arrived: datetime


@dataclass(frozen=True)
class SumLook:
    name: str
    sum: Sum

    @property
    def kept_before(self) -> int:
        return self.sum.promises - self.sum.missed_before

    @property
    def kept_after(self) -> int:
        return self.sum.promises - self.sum.gone + self.sum.new - self.sum.missed_after


@dataclass(frozen=True)
class Cell:
    """An hour of the week; `shade` is 0 where nothing is missed, up to 5 for everything."""

    arrived: int
    before: int
    after: int
    shade: int
    cannot_be_kept: bool
    says: str


@dataclass(frozen=True)
class PastLook:
    zone: str
    tickets: int
    sums: list[SumLook]
    newly_missed: int
    newly_kept: int
    missed: list[ListedLook]
    kept: list[ListedLook]
    days: list[tuple[str, list[Cell]]]
    hours: list[tuple[str, int, int]]
    impossible: list[str]

    @property
    def has_misses(self) -> bool:
        return any(line.sum.missed_before or line.sum.missed_after for line in self.sums)


@dataclass(frozen=True)
class ChangeLook:
    row: ChangeRow
    url: str
    title: str
    details: list[str]
    moves: list[tuple[str, str, int, bool]] | None
    moved: list[MoveLook]
    past: PastLook | None
    days: int
    wants_open: bool
    asks_about_open: bool
    has_form: bool
    decided: str


async def listed() -> list[tuple[ChangeRow, str, str]]:
    """Those that wait: row, address, title."""
    return [(row, f"{PAGE}/{row.id}", await _title(row)) for row in await open_changes()]


async def look_of(row: ChangeRow) -> ChangeLook:
    moves, past, change = row.result.moves, row.result.past, row.change
    subjects = await _subjects(moves, past)
    return ChangeLook(
        row=row,
        url=f"{PAGE}/{row.id}",
        title=await _title(row),
        details=await _details(row),
        moves=_counts(moves) if moves is not None else None,
        moved=_moved(moves, subjects) if moves else [],
        past=_past(past, subjects) if past else None,
        days=DAYS,
        wants_open=not isinstance(change, RuleChange) or change.also_open,
        asks_about_open=_asks(row),
        has_form=bool(row.typed),
        decided=_decided(row),
    )


def _asks(row: ChangeRow) -> bool:
    """Whether "open tickets too" means something else than "new tickets only"."""
    change, moves = row.change, row.result.moves
    if isinstance(change, ArchivePolicy) or (isinstance(change, SwitchPolicy) and not change.on):
        return False
    if isinstance(change, SwitchPolicy):
        return bool(moves and moves.total)
    return moves is None or moves.total > 0


def _decided(row: ChangeRow) -> str:
    """Who applied it, and for which tickets."""
    told = row.result.told
    if told is None or row.state != "applied":
        return ""
    if told.also_open:
        return _("%(name)s applied it to open tickets too.") % {"name": told.by}
    return _("%(name)s applied it to new tickets only.") % {"name": told.by}


async def _title(row: ChangeRow) -> str:
    if row.result.told is not None and row.result.told.title:
        return row.result.told.title
    try:
        return await row.change.title()
    except Refusal:
        return _("A change of something that is gone")


async def _details(row: ChangeRow) -> list[str]:
    if not row.is_open:
        return row.result.told.details if row.result.told else []
    try:
        return await row.change.details()
    except Refusal:
        return []


def _counts(moves: Moves) -> list[tuple[str, str, int, bool]]:
    """Kind, its name, how many, and whether it is bad news."""
    return [(kind, str(KIND_NAMES[kind]), moves.counts[kind], kind in BAD) for kind in KINDS if moves.counts.get(kind)]


def _moved(moves: Moves, subjects: dict[UUID, str]) -> list[MoveLook]:
    return [
        MoveLook(
            number=move.number,
            subject=subjects.get(move.ticket_id, ""),
            metric=str(METRIC_NAMES[move.metric]),
            kind=move.kind,
            kind_name=str(KIND_NAMES[move.kind]),
            was=_moment(move.was),
            will=_moment(move.will),
        )
        for move in moves.first
    ]


def _past(tally: Tally, subjects: dict[UUID, str]) -> PastLook:
    names = weekday_names()
    order = week()
    days = [(names[day], [_cell(tally, names[day], day, hour) for hour in range(HOURS_A_DAY)]) for day in order]
    return PastLook(
        zone=city_of_zone(tally.zone),
        tickets=tally.tickets,
        sums=[SumLook(str(METRIC_NAMES[metric]), tally.sums[metric]) for metric in METRICS if metric in tally.sums],
        newly_missed=tally.newly_missed,
        newly_kept=tally.newly_kept,
        missed=_listed(tally.missed_listed, subjects),
        kept=_listed(tally.kept_listed, subjects),
        days=days,
        hours=[(_hour(hour), *_of_hour(tally, hour)) for hour in range(HOURS_A_DAY)],
        impossible=[cell.says for _day, cells in days for cell in cells if cell.cannot_be_kept],
    )


def _cell(tally: Tally, day: str, weekday: int, hour: int) -> Cell:
    arrived, before, after = (table[weekday][hour] for table in (tally.arrived, tally.before, tally.after))
    said = {"day": day, "from": _hour(hour), "to": _hour(hour + 1), "missed": after, "all": arrived}
    return Cell(
        arrived=arrived,
        before=before,
        after=after,
        shade=min(SHADES, -(-after * SHADES // arrived)) if arrived else 0,
        cannot_be_kept=arrived >= LEAST_ARRIVED and after * 2 >= arrived,
        says=_("%(day)s %(from)s–%(to)s: %(missed)d of %(all)d missed") % said,
    )


def _of_hour(tally: Tally, hour: int) -> tuple[int, int]:
    return sum(day[hour] for day in tally.before), sum(day[hour] for day in tally.after)


def _hour(hour: int) -> str:
    return clock_time(time(hour % 24))


def _listed(lines: Sequence[Listed], subjects: dict[UUID, str]) -> list[ListedLook]:
    return [
        ListedLook(
            number=line.number,
            subject=subjects.get(line.ticket_id, ""),
            metric=str(METRIC_NAMES[line.metric]),
            arrived=moment_of(line.arrived),
        )
        for line in lines
    ]


async def _subjects(moves: Moves | None, past: Tally | None) -> dict[UUID, str]:
    wanted: list[UUID] = [move.ticket_id for move in (moves.first if moves else ())]
    wanted += [line.ticket_id for line in _lines(past)]
    if not wanted:
        return {}
    return {row["id"]: row["subject"] for row in await unit.fetch(_SUBJECTS, wanted)}


def _lines(past: Tally | None) -> Iterable[Listed]:
    return (*past.missed_listed, *past.kept_listed) if past else ()


def _moment(instant: int | None) -> datetime | None:
    return None if instant is None else moment_of(instant)


_SUBJECTS = "SELECT id, subject FROM ticket WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[])"
