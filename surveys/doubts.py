"""Doubts: answers that were sent and did not count, since no person seems to have sent them; and what admins make of them.

An admin who knows better counts one after all, or takes that back; what a person has answered is never overwritten by it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import Conflict, NotFound
from polydesk.kernel.web import moment
from surveys import answering, robots
from surveys.answer_form import Answer
from surveys.events import RatingWithdrawn
from surveys.invitations import invitation_with

KEPT = timedelta(days=90)
COUNTED_WITHIN = timedelta(days=30)
MOST_OF_ONE = 30
AT_ONCE = 50


class PersonAnswered(Conflict):
    message = lazy("A person has answered since, so this one stays uncounted.")


@dataclass(frozen=True)
class Doubt:
    """`is_answered`: there is a rating of this resolution."""

    id: UUID
    at: datetime
    number: int
    subject: str
    score: int | None
    comment: str
    signs: list[str]
    agent: str
    outcome: str | None
    is_answered: bool
    form_version_id: UUID | None

    @property
    def may_count(self) -> bool:
        return self.score is not None and self.outcome != "counted" and not self.is_answered


async def note(invitation_id: UUID, given: Answer | None, signs: tuple[str, ...]) -> None:
    """Of one invitation a few dozen are kept; more say nothing new."""
    agent = moment().headers.get("user-agent", "")[: robots.LONGEST_AGENT]
    said = given or Answer(-1)
    await unit.execute(
        _NOTE,
        *(new_id(), invitation_id, now(), given and given.score, said.comment, list(said.reasons), said.answers),
        *(list(signs), agent, MOST_OF_ONE),
    )


async def doubts(*, after: UUID | None = None) -> list[Doubt]:
    """The newest first, from the one behind `after` on, and one more than fit on a page."""
    return [Doubt(**row) for row in await unit.fetch(_LIST, after, AT_ONCE + 1)]


async def openings_by_robots(since: datetime) -> int:
    return int(await unit.fetchval(_OPENED, since))


async def count(doubt_id: UUID) -> None:
    """It counts after all, as of when it came. Raises PersonAnswered, NotFound."""
    row = await _held(doubt_id)
    if row["score"] is None or row["outcome"] == "counted":
        raise NotFound
    held = await invitation_with(row["invitation_id"])
    if row["is_answered"]:
        raise PersonAnswered
    given = Answer(row["score"], tuple(row["reasons"]), row["comment"], row["answers"])
    await answering.answer(held, given, at=row["at"])
    await _decide(doubt_id, "counted", row, changes=[None, row["score"]])


async def take_back(doubt_id: UUID) -> None:
    """It was counted by mistake. Raises PersonAnswered once the customer has changed it."""
    row = await _held(doubt_id)
    if row["outcome"] != "counted":
        raise NotFound
    gone = await unit.fetchrow(_UNCOUNT, row["invitation_id"], row["at"])
    if gone is None:
        raise PersonAnswered
    await announce(RatingWithdrawn(gone["ticket_id"], gone["cycle"], gone["id"], gone["score"]))
    await _decide(doubt_id, None, row, changes=[row["score"], None])


async def dismiss(doubt_id: UUID) -> None:
    """Looked at: it was a robot indeed."""
    row = await _held(doubt_id)
    if row["outcome"] is None:
        await unit.execute(_OUTCOME, doubt_id, "dismissed", now())


async def forget_old() -> None:
    await unit.execute("DELETE FROM survey_doubt WHERE tenant_id = app.tenant_id() AND at < $1", now() - KEPT)


async def _held(doubt_id: UUID) -> unit.Record:
    """Its invitation first: who answers it at this moment has done so before it is looked at, or waits."""
    await unit.execute(_HOLD_INVITATION, doubt_id)
    row = await unit.fetchrow(_HOLD, doubt_id)
    if row is None:
        raise NotFound
    return row


async def _decide(doubt_id: UUID, outcome: str | None, row: unit.Record, *, changes: list[int | None]) -> None:
    await unit.execute(_OUTCOME, doubt_id, outcome, now())
    verb = "surveys.answer_counted" if outcome else "surveys.answer_uncounted"
    await record(verb, subject=("ticket", row["ticket_id"]), changes={"score": changes})


_NOTE = """
INSERT INTO survey_doubt (id, invitation_id, at, score, comment, reasons, answers, signs, agent)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
 WHERE (SELECT count(*) FROM survey_doubt WHERE tenant_id = app.tenant_id() AND invitation_id = $2) < $10
"""
_RATED = """
EXISTS (SELECT FROM rating r WHERE r.tenant_id = i.tenant_id AND r.ticket_id = i.ticket_id AND r.cycle = i.cycle)
"""
_LIST = f"""
SELECT d.id, d.at, t.number, t.subject, d.score, d.comment, d.signs, d.agent, d.outcome, {_RATED} AS is_answered,
       i.form_version_id
  FROM survey_doubt d
  JOIN survey_invitation i ON i.tenant_id = d.tenant_id AND i.id = d.invitation_id
  JOIN ticket t ON t.tenant_id = i.tenant_id AND t.id = i.ticket_id
 WHERE d.tenant_id = app.tenant_id() AND ($1::uuid IS NULL OR d.id < $1)
 ORDER BY d.id DESC LIMIT $2
"""  # noqa: S608 - only constants of this module
_OPENED = """
SELECT count(*) FROM survey_opening WHERE tenant_id = app.tenant_id() AND at >= $1 AND signs <> '{}'
"""
_HOLD_INVITATION = """
SELECT FROM survey_invitation i WHERE i.tenant_id = app.tenant_id() AND i.id =
  (SELECT d.invitation_id FROM survey_doubt d WHERE d.tenant_id = app.tenant_id() AND d.id = $1) FOR UPDATE
"""
_HOLD = f"""
SELECT d.invitation_id, d.at, d.score, d.comment, d.reasons, d.answers, d.outcome, i.ticket_id,
       {_RATED} AS is_answered
  FROM survey_doubt d
  JOIN survey_invitation i ON i.tenant_id = d.tenant_id AND i.id = d.invitation_id
 WHERE d.tenant_id = app.tenant_id() AND d.id = $1 FOR UPDATE OF d
"""  # noqa: S608 - only constants of this module
_UNCOUNT = """
DELETE FROM rating WHERE tenant_id = app.tenant_id() AND invitation_id = $1 AND given_at = $2 AND changed_at = $2
RETURNING ticket_id, cycle, id, score
"""
_OUTCOME = "UPDATE survey_doubt SET outcome = $2, decided_at = $3 WHERE tenant_id = app.tenant_id() AND id = $1"
