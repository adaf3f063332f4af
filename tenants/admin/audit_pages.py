"""`/admin/audit`: who changed what, when and from where; filtered, a page at a time, or as a table to take away."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get
from litestar.params import FromQuery

from i18n import current_zone
from polydesk.kernel.audit import record
from polydesk.kernel.ids import to_id
from polydesk.kernel.web import Page
from tenants import audit_log
from tenants.admin.audit_words import brief_of, said_of, shown, who_of, word_of
from tenants.audit_log import Entry, Wanted


class AuditPages(Controller):
    path = "/admin/audit"

    @get()
    async def index(
        self,
        action: FromQuery[str] = "",
        person: FromQuery[str] = "",
        since: FromQuery[str] = "",
        until: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        wanted = _wanted(action, person, since, until)
        found = await audit_log.entries(wanted, before=to_id(before))
        query = _query(wanted)
        return Page(
            "tenants/admin/audit.html",
            partial="tenants/admin/_audit.html",
            days=_by_day(found.entries),
            wanted=wanted,
            query=query,
            older=f"/admin/audit?{_query(wanted, before=found.older)}" if found.older else None,
            newest=f"/admin/audit?{query}" if to_id(before) else None,
            actions=sorted(((code, word_of(code)) for code in await audit_log.actions()), key=lambda pair: pair[1]),
            people=[(person.id, person.name) for person in await audit_log.people()],
            word_of=word_of,
            said_of=said_of,
            brief_of=brief_of,
            who_of=who_of,
            shown=shown,
            is_filtered=bool(query),
        )


class AuditTablePages(Controller):
    path = "/admin/audit.csv"

    @get()
    async def show(
        self,
        action: FromQuery[str] = "",
        person: FromQuery[str] = "",
        since: FromQuery[str] = "",
        until: FromQuery[str] = "",
    ) -> Response[str]:
        wanted = _wanted(action, person, since, until)
        table = await audit_log.as_csv(wanted)
        await record("audit.exported", changes={"filter": [None, _query(wanted)]})
        headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
        return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


def _by_day(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries of each day, as the reader's calendar has it."""
    return [list(day) for _date, day in groupby(entries, key=lambda entry: entry.at.astimezone(current_zone()).date())]


def _wanted(action: str, person: str, since: str, until: str) -> Wanted:
    """Whatever cannot be read filters nothing: an address may come from anywhere."""
    return Wanted(action.replace("\x00", "")[:100], to_id(person), _day(since), _day(until))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _query(wanted: Wanted, **more: Any) -> str:
    parts = {"action": wanted.action, "person": wanted.person, "since": wanted.since, "until": wanted.until} | more
    return urlencode({name: str(value) for name, value in parts.items() if value})
