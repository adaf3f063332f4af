"""Every form of the pages about hours, promises and reports, as it stands on the page: each of its fields filled badly in turn.

The other guards ask every address of an empty house; here the rows that the forms are about are there, so that what is
typed gets as far as it can. A third of a form's fields get a bad text each day, which is another each time; all of them
get all with EXAMPLES=all.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from tests_depth import EVERYTHING, TODAY, in_turn
from tests_sla import Desk

from polydesk.customers import organisations
from polydesk.customers.people import person_for
from polydesk.fields import options, own_fields, request_types
from polydesk.fields.catalogue import read
from polydesk.kernel.clock import now, travel
from polydesk.schedules import editing, holidays
from polydesk.sla import contracts, policies, receipt_links
from polydesk.sla.contract import Terms
from polydesk.sla.policy import Draft, Reminder, Step, Target
from polydesk.tickets import changing
from polydesk.tickets.queries import by_id
from polydesk.tickets.submission import NewTicket, submit

BAD = (
    "\x00",
    "a\x00b\ud800",
    "99999999999999999999999999",
    "-99999999999",
    "1e400",
    "nan",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "00000000-0000-7000-8000-000000000000",
    "../../etc/passwd",
    "<svg/onload=alert(1)>{{7*7}}%(name)s{0}",
    "١٢٣",
    "²",
    "W" * 3000,
    '{"on": "9999-12-31", "name": "a\\u0000b", "kind": "partial", "hours": [["x", "99:99"]]}',
    '{"on": "2027-01-04", "name": "a", "kind": "partial", "hours": [["x", "99:99"]]}',
)

CANARY = "zq-canary-8a44"


# No part of what a browser would send, and most of what there is to read: drawings, and choices that nobody has made.
IDLE = re.compile(r"<svg\b.*?</svg>|<option\b(?![^>]*\bselected\b)[^>]*>[^<]*(?:</option>)?", re.DOTALL)


@dataclass
class Found:
    """A form of a page: where it goes, and what a browser would send."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class Forms(HTMLParser):
    """Reads the forms of one page, and which pages it leads to."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.found: list[Found] = []
        self.links: set[str] = set()
        self._path, self._by_id, self._form, self._select = path, {}, None, ""
        self.feed(IDLE.sub("", page))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Found(given.get("action") or self._path, given.get("method", "get").lower())
            self.found.append(self._form)
            self._by_id[given.get("id", "")] = self._form
        elif tag == "a":
            self.links.add(given.get("href", ""))
        elif name := given.get("name"):
            form = self._by_id.get(given["form"]) if "form" in given else self._form
            self._take(form, tag, name, given)
        elif tag == "option" and self._select and self._form and ("selected" in given):
            self._form.fields.append((self._select, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def _take(self, form: Found | None, tag: str, name: str, given: dict[str, str]) -> None:
        if tag == "select":
            self._select = name
        ticks = given.get("type") in ("checkbox", "radio")
        if form is not None and tag in ("input", "select", "textarea", "button") and tag != "button":
            form.fields.append((name, given.get("value", "on" if ticks else "")))


async def furnish(acme: Any) -> list[str]:
    """Rows of every kind; the pages on which their forms stand."""
    desk = await Desk.opens(acme)
    olga = desk.people["olga"]
    async with acme.unit():
        await editing.make_default(desk.schedule_id, by=olga)
        await editing.show_publicly(True, by=olga)
        italy = await holidays.begin_calendar("IT", by=olga)
        hatters = await organisations.found(f"Hatters {CANARY}")
        terms = Terms(name=f"Care {CANARY}", starts_on=now().date(), ends_on=None, plan="gold")
        contract = await contracts.found(hatters, terms, by=olga)
        target = Target("first_response", "normal", 3600)
        steps, reminders = (Step("first_response", 60, notify=("leads",)),), (Reminder("first_response", percent=80),)
        policy = await policies.found(
            Draft({"en": f"Gold {CANARY}"}, targets=(target,), steps=steps, reminders=reminders), by=olga
        )
        person = await person_for("carl@customers.example")
        asked = [
            await submit(NewTicket(subject=f"Lamp {CANARY}", body="Dark", address=person.address), key=f"ask {number}")
            for number in range(3)
        ]
        await changing.set_tags(await by_id(asked[0].ticket_id), tags=["roof"], by=olga)
        fields = await ask_more()
        token = await receipt_links.make(await by_id(asked[0].ticket_id), by=olga)
    hours, levels, number = "/admin/hours", "/admin/service-levels", asked[0].number
    there = f"/desk/tickets/{number}"
    return [
        *(hours, f"{hours}/new", f"{hours}/{desk.schedule_id}", f"{hours}/{desk.schedule_id}/correction"),
        *(f"{hours}/exceptions", f"{hours}/{desk.schedule_id}/exceptions", f"{hours}/{desk.schedule_id}/versions"),
        *(f"{hours}/holidays", f"{hours}/holidays/{italy}", f"{hours}/holidays/import"),
        *(levels, f"{levels}/new", f"{levels}/{policy}", f"{levels}/{policy}/versions", f"{levels}/matrix"),
        *(f"{levels}/contracts", f"{levels}/contracts/new", f"{levels}/contracts/{contract}", f"{levels}/trial"),
        *("/admin/reports/service-levels", "/admin/reports/service-levels/tickets", "/desk/help/due-times"),
        *(there, f"{there}/merge", f"{there}/merge?into={asked[1].number}", f"{there}/organisation"),
        *(f"{there}/priority?to=urgent", f"{there}/service-level", "/desk/notices", "/en/hours"),
        *(f"/service-level/{token}", *fields, f"{there}/answers"),
    ]


async def ask_more() -> list[str]:
    """A request type with a choice and a field that hangs on it."""
    base = "/admin/settings/fields"
    kind = await request_types.add(request_types.Draft({"en": f"Return {CANARY}"}))
    one, other = [await own_fields.add("choice", {"en": f"{name} {CANARY}"}) for name in ("Why", "What")]
    for field_id in (one, other):
        await request_types.ask((await read()).type(kind), field_id)
        chosen = await options.add((await read()).field(field_id), [{"en": f"Dented {CANARY}"}, {"en": "Lost"}])
    held = (await read()).field(other)
    await own_fields.change(held, own_fields.Draft(held.labels, parent_id=one), seen=held.version)
    return [base, f"{base}/types/{kind}", f"{base}/{one}", f"{base}/{other}", f"{base}/{other}/options/{chosen[0]}"]


def _destroys(form: Found) -> bool:
    last = form.action.rpartition("/")[2].partition("?")[0]
    return last in {"archival", "removal", "withdrawal", "refusal", "end", "merge", "spam", "closure", "resolution"}


async def forms_on(person: Any, pages: list[str]) -> list[Found]:
    """Each form once, those last after which something is gone."""
    found: dict[tuple[str, str], Found] = {}
    for path in pages:
        answer = await person.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        for form in Forms(answer.text, path).found:
            if "signout" not in form.action and "theme" not in form.action:
                found.setdefault((form.method, form.action), form)
    return sorted(found.values(), key=_destroys)


@pytest.mark.parametrize("turn", range(len(BAD) if EVERYTHING else 1))
async def test_it_answers_each_field_of_each_form_however_it_is_filled(acme: Any, turn: int) -> None:
    pages = await furnish(acme)
    failed = []
    for number, form in enumerate(await forms_on(acme.olga, pages)):
        for place, (name, _value) in in_turn(list(enumerate(form.fields)), number):
            text = BAD[(place * 5 + turn + TODAY) % len(BAD)]
            if (await _send(acme.olga, form, name, text)).status_code >= 500:
                failed.append((form.method, form.action, name, text[:40]))
    assert failed == []
    failed = [(path, answer.status_code) for path in pages if (answer := await acme.olga.get(path)).status_code >= 500]
    assert failed == [], "what was typed is kept, and breaks the page that shows it"


async def _send(person: Any, form: Found, name: str, text: str) -> Any:
    pairs = [(one, text if one == name else value) for one, value in form.fields]
    fields: dict[str, list[str]] = {}
    for one, value in pairs:
        fields.setdefault(one, []).append(value.encode("utf-8", "replace").decode())
    if form.method == "get":
        return await person.client.get(form.action.partition("?")[0].partition("#")[0], params=fields)
    return await person.client.post(form.action.partition("#")[0], data=fields)


async def test_the_forms_of_one_house_do_nothing_from_another(cast: Any) -> None:
    """Mallory, who owns globex, sends every form of acme to her own house, with acme's ids in the addresses and fields."""
    with travel(now()):  # many of them propose a day
        pages = await furnish(cast.acme)
        before = await forms_on(cast.acme.olga, pages)
        assert len(before) > 60
        for form in before:
            answer = await _send(cast.globex.mallory, form, "", "")
            assert answer.status_code < 500, form
            assert CANARY not in answer.text, form
        after = await forms_on(cast.acme.olga, pages)
    assert [_kept(form) for form in after] == [_kept(form) for form in before]


def _kept(form: Found) -> tuple[str, list[tuple[str, str]]]:
    """Without what is made anew for each page."""
    return form.action, [pair for pair in form.fields if pair[0] != "key"]
