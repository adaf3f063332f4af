"""Ratings beside their ticket: what was answered, with the question as it was asked, as a column of somebody else's
statement about the ticket `t`; those of tickets that were merged into it, too, which are `whole.ids` with it.

The question stands in the language in which it was asked; what was ticked, in the reader's, who could not read it otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from i18n import _, speaking
from i18n.formats import number
from surveys.asked import AskedQuestion, Step, asked
from surveys.form_content import Content
from surveys.form_version import version_of
from tenants.here import home_language, site

RATINGS = """
(SELECT array_agg(ROW(r.score, r.comment, r.changed_at, r.reasons, r.answers::text, v.content::text, i.language)
                  ORDER BY r.given_at DESC)
   FROM rating r
   LEFT JOIN survey_invitation i ON i.tenant_id = r.tenant_id AND i.id = r.invitation_id
   LEFT JOIN survey_form_version v ON v.tenant_id = r.tenant_id
    AND v.id = COALESCE(r.form_version_id, i.form_version_id)
  WHERE r.tenant_id = t.tenant_id AND r.ticket_id = ANY (whole.ids))
"""


@dataclass(frozen=True)
class Given:
    """One rating. `of` is how many steps there were."""

    step: Step
    look: str
    of: int
    question: str
    language: str
    reasons: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    comment: str
    at: datetime


def ratings_in(rows: Iterable[Any] | None) -> list[Given]:
    """What `RATINGS` found, the latest first."""
    return [_given(*row) for row in rows or ()]


def step_of(score: int, content: Content) -> tuple[Step, str, int]:
    """A score as its scale shows it: the step, the look, and how many there are."""
    seen = asked(version_of(content), company=site().name)
    return seen.step(score), seen.look, content.scores[-1]


def _given(
    score: int, comment: str, at: datetime, reasons: list[str], answers: str, content: str | None, language: str | None
) -> Given:
    version = version_of(msgspec.json.decode(content or "{}", type=Content))
    seen, spoken = asked(version, company=site().name), language or home_language()
    with speaking(spoken):
        question = asked(version, company=site().name).question
    said = msgspec.json.decode(answers)
    return Given(
        seen.step(score),
        seen.look,
        version.content.scores[-1],
        question,
        spoken,
        tuple(text for group in seen.groups for key, text in group.reasons if key in reasons),
        tuple((one.text, _said(one, said[one.key])) for one in seen.questions if one.key in said),
        comment,
        at,
    )


def _said(one: AskedQuestion, value: str | int) -> str:
    """An answer as it reads: the words of an option, a number of how many, a text."""
    if one.kind == "choice":
        return dict(one.options).get(str(value), str(value))
    if one.kind == "scale":
        return _("%(value)s of %(most)s") % {"value": number(int(value)), "most": number(len(one.steps))}
    return str(value)
