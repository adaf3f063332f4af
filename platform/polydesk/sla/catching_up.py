"""Catching up: edits of hours and policies reach each promise before anything else happens to it, as of their instant.

Jobs carry an edit to all open promises soon after it (redue.py). Whatever touches a promise earlier does the same here,
so that it never matters how late a worker is (b9, b10).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.sla import timer
from polydesk.sla.cases import Case
from polydesk.sla.clocks import hours_of
from polydesk.sla.known_versions import versions
from polydesk.sla.loading import load_pieces
from polydesk.sla.promise import Timer
from polydesk.sla.rematching import retarget
from polydesk.sla.rules import rules_for

WITHDRAWN = "policy_withdrawn"


@dataclass(frozen=True)
class _Edit:
    schedule_id: UUID
    no: int
    at: int
    is_correction: bool


async def catch_up(cases: Sequence[Case]) -> None:
    open_ones = [one for case in cases for one in case.open()]
    if not open_ones:
        return
    schedules = {one.terms.schedule_id for one in open_ones if follows_hours(one)}
    policies = {one.terms.policy_id for one in open_ones}
    behind = min((one.hours_no or 0 for one in open_ones if follows_hours(one)), default=0)
    rows = await unit.fetch(_EDITS, list(schedules), behind, list(policies))
    edits = [_edit(row) for row in rows if row["schedule_id"] is not None]
    if any(_misses(one, edit) for one in open_ones for edit in edits):
        await _follow_hours(cases, edits)
    for row in rows:
        if row["schedule_id"] is None:
            await _follow_policy(cases, row)


def follows_hours(one: Timer) -> bool:
    return hours_of(one.terms, one.hours_no) is not None and not one.is_pinned


async def _follow_hours(cases: Sequence[Case], edits: Sequence[_Edit]) -> None:
    behind = [case for case in cases if any(_misses(one, edit) for one in case.open() for edit in edits)]
    await behind[0].clocks.learn((edit.schedule_id, edit.no) for edit in edits)
    if any(
        _measures_again(one, edit) for case in behind for one in case.open() for edit in edits if _misses(one, edit)
    ):
        await load_pieces(behind)
    for case in behind:
        for edit in edits:
            for one in case.open():
                if _misses(one, edit):
                    _apply(case, one, edit)


def _apply(case: Case, one: Timer, edit: _Edit) -> None:
    new = case.clocks.by(one.terms, edit.no)
    if _measures_again(one, edit):
        at = max(edit.at, one.since)
        case.do(timer.correct, one, at, new, pieces=case.pieces_of(one), hours_no=edit.no)
    else:
        case.do(timer.redue, one, edit.at, new, hours_no=edit.no)


def _misses(one: Timer, edit: _Edit) -> bool:
    return follows_hours(one) and one.terms.schedule_id == edit.schedule_id and (one.hours_no or 0) < edit.no


def _measures_again(one: Timer, edit: _Edit) -> bool:
    """The past was changed, or this timer was already at work when it had not heard of the edit yet."""
    return edit.is_correction or one.since > edit.at


async def _follow_policy(cases: Sequence[Case], row: unit.Record) -> None:
    known = await versions([row["version_id"]]) if row["version_id"] else {}
    for case in cases:
        held = [one for one in case.open() if one.terms.policy_id == row["policy_id"]]
        if row["withdrawn_at"] is not None:
            for one in held:
                case.do(timer.cancel, one, instant_of(row["withdrawn_at"]), reason=WITHDRAWN)
        elif held and known and await _is_earlier(held, row["no"]):
            version = known[row["version_id"]]
            _ticket, rules = await rules_for(case.ticket.id)
            at = instant_of(row["opened_at"])
            await retarget(case, rules, version, at, once=f"version:{version.id}")


async def _is_earlier(held: Sequence[Timer], no: int) -> bool:
    known = await versions(one.terms.version_id for one in held)
    return any(known[one.terms.version_id].no < no for one in held)


def _edit(row: unit.Record) -> _Edit:
    return _Edit(row["schedule_id"], row["no"], instant_of(row["opened_at"]), row["reason"] == "corrected")


# Edits of hours in their order, then what was published for open tickets or withdrawn.
_EDITS = """
SELECT schedule_id, no, made_at AS opened_at, reason, NULL::uuid AS policy_id, NULL::uuid AS version_id,
       NULL::timestamptz AS withdrawn_at
  FROM schedule_version
 WHERE tenant_id = app.tenant_id() AND schedule_id = ANY($1::uuid[]) AND no > $2
UNION ALL
SELECT NULL, p.open_no, v.made_at, '', p.id, v.id, p.withdrawn_at
  FROM sla_policy p
  LEFT JOIN sla_policy_version v ON v.tenant_id = p.tenant_id AND v.policy_id = p.id AND v.no = p.open_no
 WHERE p.tenant_id = app.tenant_id() AND p.id = ANY($3::uuid[]) AND (p.open_no > 1 OR p.withdrawn_at IS NOT NULL)
 ORDER BY 1, 2
"""
