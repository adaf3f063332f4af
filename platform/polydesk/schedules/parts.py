"""Parts: what hours are compiled with, from their rows: the holidays that apply and the exceptions."""

from collections.abc import Sequence
from uuid import UUID

from polydesk.kernel import unit
from polydesk.schedules.compiling import DateException, Holiday, Intervals


async def parts_of(
    calendar_ids: Sequence[UUID], schedule_id: UUID | None = None
) -> tuple[list[Holiday], list[DateException]]:
    """The holidays that apply and the exceptions (the company's and the schedule's own) that hours are compiled with."""
    days = await unit.fetch(_HOLIDAYS, list(calendar_ids)) if calendar_ids else []
    dates = await unit.fetch(_EXCEPTIONS, schedule_id)
    return [Holiday(row["date"], row["name"], row["kind"], intervals(row["hours"]), row["names"]) for row in days], [
        DateException(row["date"], row["kind"], intervals(row["hours"]) or (), row["note"], row["is_own"])
        for row in dates
    ]


def intervals(written: Sequence[Sequence[str]] | None) -> Intervals | None:
    return None if written is None else tuple((begins, ends) for begins, ends in written)


_HOLIDAYS = """
SELECT date, name, kind, hours, names FROM holiday
 WHERE tenant_id = app.tenant_id() AND calendar_id = ANY($1::uuid[]) AND active AND state <> 'proposed'
 ORDER BY date, name
"""
_EXCEPTIONS = """
SELECT date, kind, hours, note, schedule_id IS NOT NULL AS is_own FROM date_exception
 WHERE tenant_id = app.tenant_id() AND (schedule_id IS NULL OR schedule_id = $1) ORDER BY date, created_at, id
"""
