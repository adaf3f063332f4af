"""Anonymous answers: put into a box, mixed with at least four others of the same form, and kept without a way back.

Of who answered, the invitation keeps that they did, and nothing else. The answer waits sealed and padded, under an id
without order; once five are together they are written anew in another order, in one transaction, under one day. What
is kept beside an answer (category, language) is the same for at least five of those that were written with it.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import date, timedelta
from random import SystemRandom
from typing import TypeVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.sealed import Unsealable, seal, unseal
from surveys.answer_form import Answer
from surveys.answering import InvitationOver
from surveys.events import AnonymousAnswers
from surveys.form_choice import asked_with
from surveys.tables import Invitation
from tenants import here

TOGETHER = 5
WAITS_FOR = timedelta(days=90)
AT_ONCE = 500
PURPOSE = "surveys.box"
Kept = TypeVar("Kept", bound=Hashable)
# Sealed it is as long as any other: how much somebody wrote would tell which answer is theirs.
LENGTH = 64 * 1024


class Slip(msgspec.Struct, frozen=True):
    """What lies in the box."""

    answer: Answer
    category_id: UUID | None
    language: str | None


async def drop(invitation: Invitation, given: Answer, *, form_version_id: UUID) -> None:
    """Raises InvitationOver for who has answered already, or too late; and when the invitation went with its ticket."""
    closed = await unit.fetchrow(_CLOSE, invitation.id, now())
    if closed is None:
        raise InvitationOver()
    await unit.execute(_FORGET_OPENINGS, invitation.id)
    slip = Slip(given, closed["category_id"], closed["language"])
    await unit.execute(_DROP, uuid4(), form_version_id, await _today(), _sealed(slip))


async def mix() -> int:
    """Takes out what has come together by now; answers how many. One at a time for each tenant."""
    if not await unit.fetchval(_LOCK):
        return 0
    await unit.execute(_GIVE_UP, await _today() - WAITS_FOR)
    ready = [row["form_version_id"] for row in await unit.fetch(_READY, TOGETHER)]
    return sum([await _mix(version_id) for version_id in ready])


async def _mix(version_id: UUID) -> int:
    slips = await _take(version_id)
    if not slips:
        return 0
    SystemRandom().shuffle(slips)
    day, version = await _today(), await asked_with(version_id)
    await unit.executemany(
        _KEEP,
        [
            (uuid4(), version_id, day, said.score, said.comment, list(said.reasons), said.answers, *told)
            for said, told in zip((slip.answer for slip in slips), beside(slips), strict=True)
        ],
    )
    low = sum(version.is_low(slip.answer.score) for slip in slips)
    await announce(AnonymousAnswers(len(slips), low))
    return len(slips)


async def _take(version_id: UUID) -> list[Slip]:
    """Out of the box, once at least five can be read; what cannot be (under another SECRET_KEY) is gone for good."""
    slips, unread = dict[UUID, Slip](), list[UUID]()
    for row in await unit.fetch(_LYING, version_id, AT_ONCE):
        try:
            slips[row["id"]] = msgspec.json.decode(unseal(row["sealed"], purpose=PURPOSE), type=Slip)
        except Unsealable:
            unread.append(row["id"])
    taken = list(slips) if len(slips) >= TOGETHER else []
    await unit.execute(_EMPTY, [*unread, *taken])
    return [slips[one] for one in taken]


def beside(slips: Sequence[Slip]) -> list[tuple[UUID | None, str | None]]:
    """The category and the language that each keeps: at least five have the same of both, or none."""
    categories = _common([slip.category_id for slip in slips])
    places: dict[UUID | None, list[int]] = defaultdict(list)
    for place, category in enumerate(categories):
        places[category].append(place)
    told: dict[int, tuple[UUID | None, str | None]] = {}
    for category, those in places.items():
        languages = _common([slips[place].language for place in those])
        told |= {place: (category, language) for place, language in zip(those, languages, strict=True)}
    return [told[place] for place in range(len(slips))]


def _common(values: Sequence[Kept | None]) -> list[Kept | None]:
    """Those that at least five have. So are those without one: the only one without would be known by that, so that the
    smallest group that is told goes with the rest until they are five."""
    count: dict[Kept | None, int] = defaultdict(int)
    for value in values:
        count[value] += 1
    told, rest = set[Kept | None](), count.pop(None, 0)
    for value, many in sorted(count.items(), key=lambda one: one[1]):
        if many < TOGETHER or 0 < rest < TOGETHER:
            rest += many
        else:
            told.add(value)
    return [value if value in told else None for value in values]


def _sealed(slip: Slip) -> bytes:
    text = msgspec.json.encode(slip).decode()
    return seal(text + " " * (-len(text.encode()) % LENGTH), purpose=PURPOSE)


async def _today() -> date:
    return now().astimezone(ZoneInfo((await here.visit()).zone)).date()


_CLOSE = """
UPDATE survey_invitation i SET answered = true
 WHERE i.tenant_id = app.tenant_id() AND i.id = $1 AND NOT i.answered AND i.expires_at > $2
RETURNING i.category_id, i.language
"""
_FORGET_OPENINGS = "DELETE FROM survey_opening WHERE tenant_id = app.tenant_id() AND invitation_id = $1"
_DROP = "INSERT INTO survey_box (id, form_version_id, since, sealed) VALUES ($1, $2, $3, $4)"
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('survey box ' || app.tenant_id(), 0))"
_GIVE_UP = "DELETE FROM survey_box WHERE tenant_id = app.tenant_id() AND since < $1"
_READY = """
SELECT form_version_id FROM survey_box WHERE tenant_id = app.tenant_id() GROUP BY 1 HAVING count(*) >= $1
"""
_LYING = """
SELECT id, sealed FROM survey_box WHERE tenant_id = app.tenant_id() AND form_version_id = $1 ORDER BY id LIMIT $2
"""
_EMPTY = "DELETE FROM survey_box WHERE tenant_id = app.tenant_id() AND id = ANY ($1::uuid[])"
_KEEP = """
INSERT INTO survey_anonymous (id, form_version_id, day, score, comment, reasons, answers, category_id, language)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
