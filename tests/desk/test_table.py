"""The table of a list: what people wrote is shown as they wrote it, whatever it looks like."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from i18n import speaking
from polydesk.desk import cells, rows
from polydesk.desk.due_cells import due_cells
from polydesk.hours.instants import instant_of
from polydesk.kernel.clock import now, travel
from polydesk.sla.moments import near
from polydesk.tickets import telling
from polydesk.tickets.listing import QueueRow
from tenants import here

EVERYTHING = frozenset(column.key for column in cells.COLUMNS)
SCRIPT = "<script>alert('\"&')</script>"


def _row(**more: Any) -> QueueRow:
    usual: dict[str, Any] = {
        "number": 7,
        "subject": "A lamp",
        "status": "open",
        "own_status": None,
        "priority": "high",
        "who": "Carl",
        "assignee": "",
        "waiting_since": None,
        "updated_at": now(),
        "created_at": now(),
        "messages": 1,
        "is_spam": False,
        "channel": "phone",
    }
    return QueueRow(**(usual | more))


def _body(**more: Any) -> str:
    table = rows.shown([_row(**more)], EVERYTHING, may_change=True)
    assert table is not None
    return str(table.body)


@pytest.mark.parametrize("field", ["subject", "who", "assignee"])
def test_it_prints_no_markup_of_others(field: str) -> None:
    body = _body(**{field: SCRIPT})
    assert "<script" not in body
    assert "&lt;script&gt;alert(&#39;&#34;&amp;&#39;)&lt;/script&gt;" in body


def test_it_prints_no_markup_in_names_of_statuses() -> None:
    assert "<script" not in _body(own_status={"en": SCRIPT})


def test_it_draws_each_icon_that_a_row_refers_to() -> None:
    words = [*("new", "open", "waiting_customer", "waiting_third_party", "resolved", "closed", "odd")]
    long = now() - timedelta(days=3)
    found = [_row(status=word, waiting_since=long) for word in words] + [
        _row(is_spam=True, priority=priority, waiting_since=now()) for priority in ("low", "normal", "high", "urgent")
    ]
    table = rows.shown(found, EVERYTHING)
    assert table is not None
    named = {part.partition('"')[0] for part in table.body.split('href="#')[1:]}
    assert named
    assert all(f'id="{name}"' in table.drawings for name in named)


def test_it_has_a_heading_for_each_cell() -> None:
    table = rows.shown([_row()], {"priority", "created"})
    assert table is not None
    assert table.head.count("<th") == table.body.count("<td") == 6


def test_it_says_who_is_ticked_in_the_readers_language() -> None:
    with speaking("it"):
        italian = _body(number=31)
    assert 'value="31"' in italian
    assert "Select ticket 31" not in italian
    assert "Select ticket 31" in _body(number=31)


@pytest.mark.parametrize(
    ("hours", "text"), [(0, "1 min"), (3, "3 hr"), (9, "for some time"), (30, "1 day"), (30, "for long")]
)
def test_it_says_how_long_somebody_waits(hours: int, text: str) -> None:
    assert text in _body(waiting_since=now() - timedelta(hours=hours))


def test_it_is_no_table_without_rows() -> None:
    assert rows.shown([], EVERYTHING) is None


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (-91, "1 hr 30 min late"),
        (-60 * 60, "2 days late"),
        (30, "wait-soon"),
        (120, '"wait"'),
        (60 * 24 * 20, '"wait"'),
    ],
)
def test_it_says_when_it_is_due(minutes: int, text: str) -> None:
    body = _body(due_at=now() + timedelta(minutes=minutes), due_metric="first_response")
    assert text in body
    assert "First response" in body


def test_it_keeps_a_promise_at_its_very_second() -> None:
    at = now().replace(microsecond=0)
    row = _row(due_at=at, due_metric="resolution")
    assert "late" not in due_cells([row], "en", at.replace(microsecond=900_000))[0]
    assert "late" in due_cells([row], "en", at + timedelta(seconds=1))[0]


@pytest.mark.parametrize("day", [9, 10, 11])
def test_it_says_near_times_as_the_ticket_does(day: int) -> None:
    at, due = datetime(2026, 3, 9, 9, tzinfo=UTC), datetime(2026, 3, day, 17, tzinfo=UTC)
    with travel(at):
        beside_the_ticket = near(instant_of(due)).partition(">")[2].removesuffix("</time>")
    assert f"</svg>{beside_the_ticket}<" in due_cells([_row(due_at=due, due_metric="resolution")], "en", at)[0]


def test_it_says_why_nothing_is_due() -> None:
    paused = _body(due_paused="waiting_customer", due_left_s=7_260)
    assert "2 hr 1 min left" in paused
    assert "Paused while the customer is asked" in paused
    assert "support hours are empty" in _body(due_paused="never_open")
    assert "Nothing is due" in _body()


def test_it_shows_tags_without_markup() -> None:
    body = _body(tags=["roof", SCRIPT])
    assert "<bdi>roof</bdi>" in body
    assert "<script" not in body


async def test_it_falls_back_to_the_language_of_the_company(acme: Any) -> None:
    both = {"en": "Waiting for parts", "it": "In attesa di ricambi"}
    async with acme.unit():
        italian = replace(await here.visit(), default_language="it")
    token = here._site.set(italian)
    try:
        with speaking("de"):
            body = _body(own_status=both, category=both)
            changed = {"old_name": None, "old": "open", "new": "waiting", "new_name": both, "field": "status"}
            filed = {"field": "category", "new_name": both}
            told = [telling.told("changed", data, who="Alice", who_kind="member") for data in (changed, filed)]
    finally:
        here._site.reset(token)
    assert body.count("In attesa di ricambi") == 2
    assert all("In attesa di ricambi" in line for line in told)
