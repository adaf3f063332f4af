"""What is different between two versions of a schedule, in sentences that a person reads in a list."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from i18n import _
from i18n.formats import first_weekday, weekday_names
from polydesk.hours.form import WEEKDAYS
from polydesk.schedules.compiling import Content
from polydesk.schedules.queries import VersionRow
from polydesk.schedules.saying import hours_text

Calendars = Mapping[UUID, str]


def changes_between(before: VersionRow, after: VersionRow, calendars: Calendars) -> list[str]:
    """Zone, week and calendars; and how many single dates have become others."""
    changes = content_changes(before.content, after.content, calendars)
    dates = len(_other_dates(before.compiled, after.compiled))
    if dates and (before.tz, before.calendar_ids) == (after.tz, after.calendar_ids):
        changes.append(_("Dates with other hours than before: %(n)s") % {"n": dates})
    return changes


def content_changes(before: Content, after: Content, calendars: Calendars) -> list[str]:
    changes = []
    if before.tz != after.tz:
        changes.append(_("Time zone: %(before)s → %(after)s") % {"before": before.tz, "after": after.tz})
    changes += _week_changes(before, after)
    gone, come = set(before.calendar_ids) - set(after.calendar_ids), set(after.calendar_ids) - set(before.calendar_ids)
    changes += [_("With the holidays of %(name)s") % {"name": name} for name in _names(come, calendars)]
    changes += [_("Without the holidays of %(name)s") % {"name": name} for name in _names(gone, calendars)]
    return changes


def _week_changes(before: Content, after: Content) -> list[str]:
    names = weekday_names()
    changes = []
    for number in [(first_weekday() + step) % 7 for step in range(7)]:
        day = WEEKDAYS[number]
        had, has = hours_text(before.weekly.get(day, ())), hours_text(after.weekly.get(day, ()))
        if had != has:
            told = {"day": names[number], "before": had, "after": has}
            changes.append(_("%(day)s: %(before)s → %(after)s") % told)
    return changes


def _names(ids: Iterable[UUID], calendars: Calendars) -> list[str]:
    return sorted(calendars.get(calendar_id, "") or _("a calendar that is gone") for calendar_id in ids)


def _other_dates(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Dates that both could know: what has passed is not in a later version any more, which is no change."""
    had, has = _dated(before), _dated(after)
    first = min(has, default="")
    return {day for day in had.keys() | has.keys() if day >= first and had.get(day) != has.get(day)}


def _dated(compiled: Mapping[str, Any]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {day: [hours] for day, hours in compiled["special"].items()}
    for closure in compiled["closures"]:
        found.setdefault(closure if isinstance(closure, str) else closure["date"], []).append(closure)
    return found
