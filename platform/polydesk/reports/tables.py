"""Reports as tables for a spreadsheet: instants in UTC, seconds as numbers, no cell that would be computed."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

from i18n.texts import pick
from polydesk.kernel.clock import now, zulu
from polydesk.reports.behind import Line
from polydesk.reports.counting import Attainment
from tenants.audit_log import harmless

ATTAINMENT_HEAD = ("group", "met", "missed", "excused", "open", "attainment")
LINES_HEAD = (
    *(
        "ticket",
        "subject",
        "metric",
        "cycle",
        "priority",
        "policy",
        "organisation",
        "team",
        "agent",
        "due_at",
        "ended_at",
    ),
    *("outcome", "open", "late_s", "cause", "excused_at", "excused_by", "excuse", "category", "message_language"),
)


def of_attainment(rows: Iterable[tuple[str, Attainment]]) -> str:
    """Each line under the name that the page shows."""
    return table(
        ATTAINMENT_HEAD,
        (
            (name, row.met, row.missed, row.excused, row.open, "" if row.share is None else f"{row.share:.4f}")
            for name, row in rows
        ),
    )


def of_lines(lines: Iterable[Line], language: str) -> str:
    at = now()
    return table(
        LINES_HEAD,
        (
            (
                *(line.number, line.subject, line.metric, line.cycle, line.priority),
                *(pick(line.policy, language, language).text, line.organisation, line.team, line.agent),
                *(line.due_at, line.ended_at, line.outcome, "yes" if line.is_open else "", line.late_s(at)),
                *(line.cause, line.excused_at, line.excused_by, line.excuse),
                *(pick(line.category or {}, language, language).text, line.message_language),
            )
            for line in lines
        ),
    )


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + target.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return zulu(value)
    if isinstance(value, date):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else value
