"""The answers behind a figure about surveys: as many lines as the figure says, the newest first."""

from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from polydesk.kernel import unit
from polydesk.reports.behind import PAGE, read_cursor
from polydesk.reports.survey_days import days_behind
from polydesk.reports.survey_wanted import ANONYMOUS, NONE, AnswerFigure, ScoreGrouping, ScoresWanted
from surveys.asked import Step
from surveys.beside_ticket import step_of
from surveys.form_content import content_of
from surveys.scale_rows import OF_VERSION, SCALES

FIGURES: dict[AnswerFigure, str] = {"answers": "true", "good": "c.is_good", "low": "c.is_low"}
KEYS: dict[ScoreGrouping, str] = {
    "agent": "i.agent_id::text",
    "team": "i.team_id::text",
    "category": "i.category_id::text",
    "language": "i.language",
    "organisation": "i.organisation_id::text",
    "channel": "i.channel",
}
ANONYMOUS_KEYS: dict[ScoreGrouping, str] = {"category": "a.category_id::text", "language": "a.language"}
# $1 and $2 when the days begin and end, $3 the measure or null, $4 the form or null, $5 the group or null, $6 and $7 the
# cursor, $8 how many, $9 the days themselves
BEHIND = f"""
WITH scales AS MATERIALIZED (
  SELECT v.id, v.form_id, v.content, c.* FROM survey_form_version v JOIN {SCALES} ON {OF_VERSION} WHERE v.tenant_id = app.tenant_id()
),
answered AS (
  SELECT r.id, r.given_at, r.tenant_id, r.ticket_id, r.score, r.comment, c.id AS version_id, c.content,
         i.agent_id, i.organisation_id, i.team_id, i.language, i.channel, NULL::date AS day
    FROM unnest($1::timestamptz[], $2::timestamptz[]) d (begins, ends)
    JOIN rating r ON r.tenant_id = app.tenant_id() AND r.given_at >= d.begins AND r.given_at < d.ends
   CROSS JOIN LATERAL (
         SELECT * FROM survey_invitation i WHERE i.tenant_id = r.tenant_id AND i.id = r.invitation_id LIMIT 1) i
   CROSS JOIN LATERAL (
         SELECT * FROM scales c WHERE c.id = COALESCE(r.form_version_id, i.form_version_id) AND c.score = r.score LIMIT 1) c
   WHERE {{figure}} AND ($3::text IS NULL OR c.measure = $3) AND ($4::uuid IS NULL OR c.form_id = $4)
     AND ($5::text IS NULL OR COALESCE(NULLIF({{key}}, ''), '{NONE}') = $5)
  UNION ALL
  SELECT a.id, d.begins, a.tenant_id, NULL, a.score, a.comment, c.id, c.content,
         NULL, NULL, NULL, COALESCE(a.language, ''), '', a.day
    FROM unnest($1::timestamptz[], $9::date[]) d (begins, day)
    JOIN survey_anonymous a ON a.tenant_id = app.tenant_id() AND a.day = d.day
    JOIN scales c ON c.id = a.form_version_id AND c.score = a.score
   WHERE {{figure}} AND ($3::text IS NULL OR c.measure = $3) AND ($4::uuid IS NULL OR c.form_id = $4)
     AND ($5::text IS NULL OR COALESCE({{anonymous_key}}, '{ANONYMOUS}') = $5)
),
found AS MATERIALIZED (
  SELECT * FROM answered r WHERE $6::timestamptz IS NULL OR (r.given_at, r.id) < ($6, $7)
   ORDER BY r.given_at DESC, r.id DESC LIMIT $8
)
SELECT r.version_id, r.content, r.score, r.id, r.given_at, r.day, t.number, COALESCE(t.subject, ''), r.comment,
       COALESCE(a.name, ''), COALESCE(o.name, ''), COALESCE(e.name, ''), r.language, r.channel,
       EXISTS (SELECT FROM ticket_complaint x WHERE x.tenant_id = t.tenant_id AND x.ticket_id = t.id),
       (SELECT f.done_at IS NULL FROM survey_follow_up f WHERE f.tenant_id = r.tenant_id AND f.rating_id = r.id)
  FROM found r
  LEFT JOIN ticket t ON t.tenant_id = r.tenant_id AND t.id = r.ticket_id
  LEFT JOIN member a ON a.tenant_id = r.tenant_id AND a.id = r.agent_id
  LEFT JOIN organisation o ON o.tenant_id = r.tenant_id AND o.id = r.organisation_id
  LEFT JOIN team e ON e.tenant_id = r.tenant_id AND e.id = r.team_id
 ORDER BY r.given_at DESC, r.id DESC
"""  # noqa: S608 - only constants of this package


class AnswerLine(NamedTuple):
    """`of` is how many steps there were; `waits`: somebody has still to call back, None where nobody has to. An anonymous
    answer has no ticket, and a `day` for a time."""

    rating_id: UUID
    at: datetime
    day: date | None
    number: int | None
    subject: str
    comment: str
    agent: str
    organisation: str
    team: str
    language: str
    channel: str
    is_complaint: bool
    waits: bool | None
    step: Step
    look: str
    of: int


class AnswerLines(NamedTuple):
    """`older` is the cursor of the next page; empty at the end."""

    lines: list[AnswerLine]
    older: str


async def answers_behind(wanted: ScoresWanted, *, after: str = "", most: int = PAGE) -> AnswerLines:
    at, rating_id = read_cursor(after)
    days = [replace(wanted.period, since=day, until=day) for day in await days_behind(wanted, before=at, most=most + 1)]
    rows = await unit.fetch(
        BEHIND.format(
            figure=FIGURES[wanted.figure],
            key=KEYS[wanted.by],
            anonymous_key=ANONYMOUS_KEYS.get(wanted.by, "NULL::text"),
        ),
        *([day.begins for day in days], [day.ends for day in days]),
        *(wanted.measure, wanted.form_id, wanted.group, at, rating_id, most + 1, [day.since for day in days]),
    )
    lines = _lines(rows[:most])
    return AnswerLines(lines, f"{lines[-1].at.isoformat()}_{lines[-1].rating_id}" if len(rows) > most else "")


def _lines(rows: list[unit.Record]) -> list[AnswerLine]:
    """A step of a version is worded once, however many chose it."""
    worded: dict[tuple[UUID, int], tuple[Step, str, int]] = {}
    lines = []
    for version_id, content, score, *rest in rows:
        if (version_id, score) not in worded:
            worded[version_id, score] = step_of(score, content_of(content))
        lines.append(AnswerLine._make((*rest, *worded[version_id, score])))
    return lines
