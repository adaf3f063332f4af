"""What customers say, on the portal's first page: off until an admin switches it on, each answer approved by hand.

An answer is shown as it was approved. One that its customer changes leaves the page until somebody approves it again.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from i18n import _
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import Conflict, NotFound
from polydesk.schedules.public_pages import forget_pages
from surveys.scale_rows import OF_VERSION, SCALES

SHOWN_AT_ONCE = 3
OFFERED = 50
LONGEST_NAME = 60


@dataclass(frozen=True)
class Said:
    """`shown_as` is what the admin typed; empty is a customer without a name. `language` is the one they were asked in.
    `mark` is another one as soon as the answer is another one."""

    rating_id: UUID
    number: int
    comment: str
    given_at: datetime
    language: str
    is_approved: bool
    shown_as: str
    mark: str


async def is_shown() -> bool:
    return bool(await unit.fetchval("SELECT is_shown FROM survey_praise_setting WHERE tenant_id = app.tenant_id()"))


async def switch(*, on: bool) -> None:
    if on == await is_shown():
        return
    await unit.execute(_SWITCH, on)
    await record("surveys.praise_switched", changes={"shown": [not on, on]})
    await forget_pages()


async def approve(rating_id: UUID, *, shown_as: str = "", seen: str) -> None:
    """As somebody has read it: `seen` is the mark of that. Raises NotFound for what is no good answer with a comment,
    Conflict for one that says something else by now."""
    name = one_line(shown_as)[:LONGEST_NAME]
    ticket_id = await unit.fetchval(_APPROVE, rating_id, name, now(), seen)
    if ticket_id is None:
        comment = await unit.fetchval(_PRAISED, rating_id)
        if comment is None:
            raise NotFound
        raise Conflict(_("Somebody else has changed this text meanwhile: “%(text)s”") % {"text": comment})
    await record("surveys.praise_approved", subject=("ticket", ticket_id), changes={"name": [None, name]})
    await forget_pages()


async def withdraw(rating_id: UUID) -> None:
    ticket_id = await unit.fetchval(_WITHDRAW, rating_id)
    if ticket_id is None:
        return
    await record("surveys.praise_withdrawn", subject=("ticket", ticket_id))
    await forget_pages()


async def offered() -> list[Said]:
    """What may be shown: good answers with a comment, the approved ones first, then the newest."""
    rows = [*await unit.fetch(_SHOWN, OFFERED), *await unit.fetch(_OFFERED, OFFERED)]
    return [Said(**row) for row in rows]


async def on_portal() -> list[Said]:
    """The approved ones, the newest first."""
    return [Said(**row) for row in await unit.fetch(_SHOWN, SHOWN_AT_ONCE)]


async def look_again(rating_id: UUID) -> None:
    """The answer has changed: if it was shown, it is not any more."""
    if await unit.fetchval(
        "SELECT true FROM survey_praise WHERE tenant_id = app.tenant_id() AND rating_id = $1", rating_id
    ):
        await forget_pages()


_MARK = "md5(r.score || ' ' || r.comment)"
_COLUMNS = f"""
r.id AS rating_id, t.number, r.comment, r.given_at, i.language, p.rating_id IS NOT NULL AS is_approved,
COALESCE(p.shown_as, '') AS shown_as, {_MARK} AS mark
"""
_SAID = """
  FROM rating r
  CROSS JOIN LATERAL (
       SELECT * FROM survey_invitation i WHERE i.tenant_id = r.tenant_id AND i.id = r.invitation_id LIMIT 1) i
  CROSS JOIN LATERAL (
       SELECT number FROM ticket t WHERE t.tenant_id = r.tenant_id AND t.id = r.ticket_id AND t.spam_at IS NULL LIMIT 1) t
"""
_APPROVED = """
JOIN survey_praise p ON p.tenant_id = r.tenant_id AND p.rating_id = r.id AND p.comment = r.comment AND p.score = r.score
"""
_GOOD = f"""
  CROSS JOIN LATERAL (
       SELECT true FROM survey_form_version v JOIN {SCALES} ON {OF_VERSION} AND c.score = r.score AND c.is_good
        WHERE v.tenant_id = r.tenant_id AND v.id = COALESCE(r.form_version_id, i.form_version_id) LIMIT 1) v
"""  # noqa: S608 - only constants of this slice
# From the newest on, so that a million answers are not sorted for fifty.
_OFFERED = f"""
SELECT {_COLUMNS} {_SAID} {_GOOD} LEFT {_APPROVED}
 WHERE r.tenant_id = app.tenant_id() AND r.comment <> '' AND p.rating_id IS NULL
 ORDER BY r.given_at DESC LIMIT $1
"""
_SHOWN = f"""
SELECT {_COLUMNS} {_SAID} {_APPROVED} WHERE r.tenant_id = app.tenant_id() ORDER BY r.given_at DESC LIMIT $1
"""
_SWITCH = """
INSERT INTO survey_praise_setting (is_shown) VALUES ($1) ON CONFLICT (tenant_id) DO UPDATE SET is_shown = excluded.is_shown
"""
_APPROVE = f"""
WITH found AS (
  SELECT r.id, r.ticket_id, r.score, r.comment {_SAID} {_GOOD}
   WHERE r.tenant_id = app.tenant_id() AND r.id = $1 AND r.comment <> '' AND {_MARK} = $4),
kept AS (
  INSERT INTO survey_praise (rating_id, score, comment, shown_as, approved_at)
  SELECT id, score, comment, $2, $3 FROM found
  ON CONFLICT (tenant_id, rating_id) DO UPDATE SET score = excluded.score, comment = excluded.comment,
     shown_as = excluded.shown_as, approved_at = excluded.approved_at)
SELECT ticket_id FROM found
"""  # noqa: S608 - only constants of this slice
_PRAISED = f"""
SELECT r.comment {_SAID} {_GOOD} WHERE r.tenant_id = app.tenant_id() AND r.id = $1 AND r.comment <> ''
"""
_WITHDRAW = """
WITH gone AS (DELETE FROM survey_praise WHERE tenant_id = app.tenant_id() AND rating_id = $1 RETURNING rating_id)
SELECT r.ticket_id FROM rating r JOIN gone g ON g.rating_id = r.id WHERE r.tenant_id = app.tenant_id()
"""
