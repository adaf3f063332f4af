"""Catching up: edits of hours and policies reach each promise before anything else happens to it, as of their instant.

Jobs carry an edit to all open promises soon after it (redue.py). Whatever touches a promise earlier does the same here,
in the order in which the edits were made, so that it never matters how late a worker is (b9, b10).
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
from polydesk.sla.past import past_of
from polydesk.sla.promise import Timer
from polydesk.sla.rematching import retarget
from polydesk.sla.rules import rules_as_of

WITHDRAWN = "policy_withdrawn"


@dataclass(frozen=True)
class Edit:
    """Of a schedule, of a policy for open tickets too (`version_id`), or a policy's end."""

    at: int
    no: int
    schedule_id: UUID | None
    policy_id: UUID | None
    version_id: UUID | None
    is_correction: bool


async def catch_up(cases: Sequence[Case]) -> None:
    """Until nothing is missed: another version of a policy may bring other hours, which were edited since."""
    while edits := await _missed(cases):
        for edit in edits:
            if edit.schedule_id is not None:
                await _follow_hours(cases, edit)
            else:
                await _follow_policy(cases, edit)


def follows_hours(one: Timer) -> bool:
    return hours_of(one.terms, one.hours_no) is not None and not one.is_pinned


async def _missed(cases: Sequence[Case]) -> list[Edit]:
    """The edits that some open promise has not heard of, in their order."""
    held = [one for case in cases for one in case.open()]
    if not held:
        return []
    following = [one for one in held if follows_hours(one)]
    behind = min((one.hours_no or 0 for one in following), default=0)
    schedules = {one.terms.schedule_id for one in following}
    rows = await unit.fetch(_EDITS, list(schedules), behind, list({one.terms.policy_id for one in held}))
    if not rows:
        return []
    numbers = {key: version.no for key, version in (await versions(one.terms.version_id for one in held)).items()}
    return [edit for edit in map(_edit, rows) if any(_misses(one, edit, numbers) for one in held)]


def _misses(one: Timer, edit: Edit, numbers: dict[UUID, int]) -> bool:
    if edit.schedule_id is not None:
        return _misses_hours(one, edit)
    if one.terms.policy_id != edit.policy_id:
        return False
    return edit.version_id is None or numbers.get(one.terms.version_id, edit.no) < edit.no


def _misses_hours(one: Timer, edit: Edit) -> bool:
    return follows_hours(one) and one.terms.schedule_id == edit.schedule_id and (one.hours_no or 0) < edit.no


async def _follow_hours(cases: Sequence[Case], edit: Edit) -> None:
    assert edit.schedule_id is not None
    behind = [(case, one) for case in cases for one in case.open() if _misses_hours(one, edit)]
    if not behind:
        return
    await cases[0].clocks.learn([(edit.schedule_id, edit.no)])
    if any(_measures_again(one, edit) for _case, one in behind):
        await load_pieces(cases)
    for case, one in behind:
        new = case.clocks.by(one.terms, edit.no)
        if _measures_again(one, edit):
            at, pieces = max(edit.at, one.since), case.pieces_of(one)
            case.do(timer.correct, one, at, new, pieces=pieces, hours_no=edit.no)
        else:
            case.do(timer.redue, one, edit.at, new, hours_no=edit.no)


def _measures_again(one: Timer, edit: Edit) -> bool:
    """The past was changed, or this timer was already at work when it had not heard of the edit yet."""
    return edit.is_correction or one.since > edit.at


async def _follow_policy(cases: Sequence[Case], edit: Edit) -> None:
    for case in cases:
        held = [one for one in case.open() if one.terms.policy_id == edit.policy_id]
        if edit.version_id is None:
            for one in held:
                case.do(timer.cancel, one, edit.at, reason=WITHDRAWN)
        elif held:
            known = await versions([edit.version_id, *(one.terms.version_id for one in held)])
            if any(known[one.terms.version_id].no < edit.no for one in held):
                await _retarget(case, edit, edit.version_id)


async def _retarget(case: Case, edit: Edit, version_id: UUID) -> None:
    """The ticket as it was when the version was published: what came since has its turn after this."""
    present = case.ticket
    past = await past_of(present)
    case.ticket = await past.ticket_at(present, edit.at)
    version = (await versions([version_id]))[version_id]
    await retarget(case, await rules_as_of(present.id, edit.at), version, edit.at, once=f"version:{version_id}")
    case.ticket = present


def _edit(row: unit.Record) -> Edit:
    at = instant_of(row["at"])
    return Edit(at, row["no"], row["schedule_id"], row["policy_id"], row["version_id"], row["reason"] == "corrected")


_EDITS = """
SELECT made_at AS at, no, schedule_id, NULL::uuid AS policy_id, NULL::uuid AS version_id, reason FROM schedule_version
 WHERE tenant_id = app.tenant_id() AND schedule_id = ANY($1::uuid[]) AND no > $2
UNION ALL
SELECT v.made_at, v.no, NULL, p.id, v.id, '' FROM sla_policy p
  JOIN sla_policy_version v ON v.tenant_id = p.tenant_id AND v.policy_id = p.id AND v.no = ANY(p.open_nos)
 WHERE p.tenant_id = app.tenant_id() AND p.id = ANY($3::uuid[])
UNION ALL
SELECT withdrawn_at, 0, NULL, id, NULL, '' FROM sla_policy
 WHERE tenant_id = app.tenant_id() AND id = ANY($3::uuid[]) AND withdrawn_at IS NOT NULL
 ORDER BY 1, 2
"""
