"""What is different between two versions of a schedule, in sentences that a person reads in a list."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from i18n import _
from i18n.formats import day, list_of, number, week, weekday_names
from polydesk.hours.form import WEEKDAYS
from polydesk.schedules.compiling import Content
from polydesk.schedules.queries import VersionRow
from polydesk.schedules.saying import hours_text
from polydesk.schedules.zone_choices import zone_label

Calendars = Mapping[UUID, str]

MOST_NAMED = 6


def changes_between(before: VersionRow, after: VersionRow, calendars: Calendars) -> list[str]:
    """Zone, week and calendars; and how many single dates have become others."""
    changes = content_changes(before.content, after.content, calendars)
    dates = _other_dates(before.compiled, after.compiled)
    if dates and (before.tz, before.calendar_ids) == (after.tz, after.calendar_ids):
        changes.append(_dates_text(dates))
    return changes


def _dates_text(dates: list[date]) -> str:
    if len(dates) > MOST_NAMED:
        return _("Other hours than before on %(n)s dates") % {"n": number(len(dates))}
    return _("Other hours than before on %(dates)s") % {"dates": list_of(day(each) for each in dates)}


def content_changes(before: Content, after: Content, calendars: Calendars) -> list[str]:
    changes = []
    if before.tz != after.tz:
        zones = {"before": zone_label(before.tz), "after": zone_label(after.tz)}
        changes.append(_("Time zone: %(before)s → %(after)s") % zones)
    changes += _week_changes(before, after)
    gone, come = set(before.calendar_ids) - set(after.calendar_ids), set(after.calendar_ids) - set(before.calendar_ids)
    changes += [_("With the calendar “%(name)s”") % {"name": name} for name in _names(come, calendars)]
    changes += [_("Without the calendar “%(name)s”") % {"name": name} for name in _names(gone, calendars)]
    return changes


def _week_changes(before: Content, after: Content) -> list[str]:
    names = weekday_names()
    changes = []
    for place in week():
        key = WEEKDAYS[place]
        had, has = hours_text(before.weekly.get(key, ())), hours_text(after.weekly.get(key, ()))
        if had != has:
            told = {"day": names[place], "before": had, "after": has}
            changes.append(_("%(day)s: %(before)s → %(after)s") % told)
    return changes


def _names(ids: Iterable[UUID], calendars: Calendars) -> list[str]:
    return sorted(calendars.get(calendar_id, "") or _("a calendar that is gone") for calendar_id in ids)


def _other_dates(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[date]:
    """Dates that both could know: what has passed is not in a later version any more, which is no change."""
    had, has = _dated(before), _dated(after)
    first = min(has, default="")
    others = {each for each in had.keys() | has.keys() if each >= first and had.get(each) != has.get(each)}
    return [date.fromisoformat(each) for each in sorted(others)]


def _dated(compiled: Mapping[str, Any]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {each: [hours] for each, hours in compiled["special"].items()}
    for closure in compiled["closures"]:
        found.setdefault(closure if isinstance(closure, str) else closure["date"], []).append(closure)
    return found
