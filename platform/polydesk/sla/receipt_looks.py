"""A receipt as a page shows it: each promise with its verdict, its drawing and its lines, and what happened to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from markupsafe import Markup

from i18n import _, pgettext
from i18n.formats import number
from i18n.places import city_of_zone
from polydesk.hours.instants import instant_of
from polydesk.schedules import versions as schedule_versions
from polydesk.schedules.opening import Mark, marks_of
from polydesk.schedules.parts import parts_of
from polydesk.sla import budgets
from polydesk.sla.contract import Contract
from polydesk.sla.contract_queries import contract
from polydesk.sla.event_words import AT_ONCE_S, Told, told
from polydesk.sla.moments import by_clock, length, sentence, whole
from polydesk.sla.policy_looks import PAGE
from polydesk.sla.policy_queries import name_of
from polydesk.sla.policy_words import PRIORITY_NAMES
from polydesk.sla.promise_looks import State, name_with_cycle, state_of
from polydesk.sla.queries import EventRow, Standing, events_of
from polydesk.sla.receipt import receipt_of
from polydesk.sla.segment_looks import Bar, Line, bars_of, lines_of, marker_of
from polydesk.sla.sheets import Receipt, Sheet
from polydesk.sla.verdicts import late_s, verdict

# A longer list is folded; the sum is said above it.
SHOWN_OPEN = 24

MarksBySchedule = dict[UUID | None, Mapping[date, Sequence[Mark]]]


@dataclass(frozen=True)
class Excuse:
    reason: str
    by: str
    at: Markup


@dataclass(frozen=True)
class SheetLook:
    """`notes` are sentences below the verdict; `sums` what the lines add up to."""

    id: UUID
    name: str
    state: State
    verdict: Markup
    notes: tuple[Markup, ...]
    facts: tuple[tuple[str, str, str], ...]
    bars: tuple[Bar, ...]
    marker: int | None
    lines: tuple[Line, ...]
    is_folded: bool
    sums: tuple[tuple[str, str], ...]
    policy_url: str
    hours_url: str
    agrees: bool
    is_missed: bool
    excuse: Excuse | None


@dataclass(frozen=True)
class ReceiptLook:
    """`newer` and `older` are the numbers of the pages beside this one."""

    at: Markup
    agrees: bool
    sheets: tuple[SheetLook, ...]
    events: tuple[Told, ...]
    newer: int | None
    older: int | None


async def look_of(ticket_id: UUID, at: int, page: int) -> ReceiptLook:
    """As it stands at this instant; what happened is told of the promises that are shown."""
    receipt = await receipt_of(ticket_id, at, page=page)
    shown = {sheet.timer.id for sheet in receipt.sheets}
    events = [event for event in await events_of(ticket_id) if event.timer_id in shown]
    contracts = {held.id: held.name for held in await _contracts(receipt)}
    zones = {sheet.timer.id: sheet.tz for sheet in receipt.sheets}
    marks = await marks_for(receipt.sheets)
    return ReceiptLook(
        at=whole(at),
        agrees=receipt.agrees,
        sheets=tuple(_sheet(sheet, events, receipt.at, contracts, marks) for sheet in receipt.sheets),
        events=tuple(told(event, zones.get(event.timer_id, "")) for event in events),
        newer=receipt.page - 1 if receipt.page > 1 else None,
        older=receipt.page + 1 if receipt.page < receipt.pages else None,
    )


async def marks_for(sheets: Sequence[Sheet]) -> MarksBySchedule:
    """The names of holidays and exceptions, by every calendar that a schedule has ever had."""
    found: MarksBySchedule = {None: {}}
    for schedule_id in {each for sheet in sheets if (each := sheet.timer.terms.schedule_id)}:
        published = await schedule_versions.all_of(schedule_id)
        calendars = dict.fromkeys(calendar for version in published for calendar in version.calendar_ids)
        found[schedule_id] = marks_of(*await parts_of(list(calendars), schedule_id))
    return found


def standing_of(sheet: Sheet, at: int) -> State:
    """The same words as beside the ticket."""
    one = sheet.timer
    look = "running"
    if one.state == "completed":
        look = "missed" if one.breached_at is not None else "met"
    elif one.state == "cancelled":
        look = "cancelled"
    elif one.is_breached(at):
        look = "breached"
    elif one.state == "paused":
        look = "paused"
    elif one.is_never_due:
        look = "never_open"
    return state_of(Standing(one, look, sheet.left_s, late_s(sheet)), at)  # type: ignore[arg-type]


async def _contracts(receipt: Receipt) -> list[Contract]:
    ids = {sheet.timer.terms.contract_id for sheet in receipt.sheets}
    return [await contract(contract_id) for contract_id in ids if contract_id]


def _sheet(
    sheet: Sheet, events: Sequence[EventRow], at: int, contracts: Mapping[UUID, str], marks: MarksBySchedule
) -> SheetLook:
    one = sheet.timer
    mine = [event for event in events if event.timer_id == one.id]
    lines = tuple(lines_of(sheet, marks[one.terms.schedule_id]))
    return SheetLook(
        id=one.id,
        name=name_with_cycle(one),
        state=standing_of(sheet, at),
        verdict=verdict(sheet, at),
        notes=tuple(_notes(sheet, mine, at)),
        facts=_facts(sheet, contracts.get(one.terms.contract_id) if one.terms.contract_id else None),
        bars=bars_of(sheet),
        marker=marker_of(sheet),
        lines=lines,
        is_folded=len(lines) > SHOWN_OPEN,
        sums=_sums(sheet),
        policy_url=f"{PAGE}/{one.terms.policy_id}/versions",
        hours_url=f"/admin/hours/{one.terms.schedule_id}/versions" if sheet.schedule_name else "",
        agrees=sheet.agrees,
        is_missed=one.is_breached(at),
        excuse=_excuse(sheet, mine),
    )


def _notes(sheet: Sheet, events: Sequence[EventRow], at: int) -> list[Markup]:
    one, notes = sheet.timer, []
    breaches = [event for event in events if event.kind == "breached"]
    if breaches and one.breached_at is not None:
        noticed = instant_of(breaches[-1].detected_at)
        if noticed - one.breached_at > AT_ONCE_S:
            words = {"at": whole(one.breached_at, sheet.tz), "noticed": whole(noticed, sheet.tz)}
            notes.append(sentence(_("Missed %(at)s, noticed %(noticed)s."), **words))
    elif one.is_breached(at):
        notes.append(sentence(_("Nobody has noticed yet: it will be written down within a few seconds.")))
    if sheet.carried_s:
        notes.append(sentence(_("%(time)s were used before it was reopened."), time=length(sheet.carried_s)))
    if one.is_pinned:
        notes.append(sentence(_("It goes by the support hours as they were when it began.")))
    return notes


def _facts(sheet: Sheet, contract_name: str | None) -> tuple[tuple[str, str, str], ...]:
    """Label, value, and which of them leads somewhere."""
    one, terms = sheet.timer, sheet.timer.terms
    name = name_of(sheet.policy_names) or pgettext("policy", "Without a name")
    facts = [
        (_("Promised"), by_clock(budgets.said_by(terms.budget_s, "calendar"), terms.clock), ""),
        (_("Priority"), str(PRIORITY_NAMES.get(terms.priority, terms.priority)), ""),
        (_("Policy"), _("%(name)s, version %(no)s") % {"name": name, "no": number(sheet.policy_no)}, "policy"),
    ]
    if contract_name:
        facts.append((_("Contract"), contract_name, ""))
    if one.extra_s:
        facts.insert(1, (_("Added as grace"), length(one.extra_s), ""))
    if terms.clock == "calendar":
        facts.append((_("Hours"), _("around the clock"), ""))
    elif sheet.schedule_name:
        words = {"name": sheet.schedule_name, "zone": city_of_zone(sheet.tz)}
        facts.append((_("Hours"), _("%(name)s, by the clock of %(zone)s") % words, "hours"))
    else:
        facts.append((_("Hours"), _("there are no support hours yet"), ""))
    return tuple(facts)


def _sums(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    sums = [(_("Counted"), length(sheet.counted_s)), (_("Promised"), length(sheet.timer.allowance_s))]
    if sheet.paused_s:
        sums.append((_("Paused, wall time"), length(sheet.paused_s)))
    late = late_s(sheet) if sheet.timer.breached_at is not None or sheet.left_s < 0 else 0
    sums.append((_("Late"), length(late)) if late else (_("Left"), length(max(0, sheet.left_s))))
    return tuple(sums)


def _excuse(sheet: Sheet, events: Sequence[EventRow]) -> Excuse | None:
    given = [event for event in events if event.kind == "excused"]
    if sheet.timer.excused_at is None or not given:
        return None
    last = given[-1]
    return Excuse(str(last.data.get("reason", "")), last.actor_name, whole(instant_of(last.at), sheet.tz))
