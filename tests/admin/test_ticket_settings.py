"""Settings of tickets: days until they close, sign-in, statuses of one's own in every language."""

import re
from typing import Any

import pytest

from polydesk.kernel import unit
from polydesk.tickets import statuses

PAGE = "/admin/settings/tickets"


async def test_it_keeps_days_and_sign_in_and_notes_what_changed(acme: Any) -> None:
    form = {"close_after_days": "14", "sign_in_demanded": "yes"}
    assert (await acme.ada.post(PAGE, form)).status_code == 303
    assert (await acme.ada.post(PAGE, form)).status_code == 303
    async with acme.unit():
        assert await statuses.settings_of() == statuses.TicketSettings(14, True)
        rows = await unit.fetch("SELECT changes FROM audit WHERE action = 'tickets.settings_changed'")
    assert [row["changes"] for row in rows] == [{"close_after_days": [7, 14], "sign_in_demanded": [False, True]}]


@pytest.mark.parametrize("days", ["", "0", "91", "-1", "many", "7.5", "9" * 40])
async def test_days_that_cannot_be_are_refused(acme: Any, days: str) -> None:
    answer = await acme.ada.post(PAGE, {"close_after_days": days})
    assert answer.status_code == 422
    assert "f-close_after_days-error" in answer.text


async def test_a_status_is_added_once_renamed_and_archived(acme: Any) -> None:
    form = {"category": "waiting_third_party", "name_en": "In repair", "name_it": "In riparazione"}
    for _press in range(2):
        assert (await acme.ada.post(f"{PAGE}/statuses", form)).status_code == 303
    async with acme.unit():
        (made,) = await statuses.own_statuses()
    assert made.names == {"en": "In repair", "it": "In riparazione"}
    address = f"{PAGE}/statuses/{made.id}"
    assert "In riparazione" in (await acme.ada.get(address)).text
    assert (await acme.ada.post(address, {"name_en": "At the workshop"})).status_code == 303
    assert "At the workshop" in (await acme.ada.get(PAGE)).text
    assert (await acme.ada.post(f"{address}/archival")).status_code == 303
    assert (await acme.ada.post(f"{address}/archival")).status_code == 404
    assert "At the workshop" not in (await acme.ada.get(PAGE)).text


async def test_a_name_that_somebody_else_saved_meanwhile_is_not_overwritten(acme: Any) -> None:
    async with acme.unit():
        made = await statuses.add_own_status(category="open", names={"en": "In repair", "it": "In riparazione"})
    address = f"{PAGE}/statuses/{made.id}"
    opened = dict(re.findall(r'name="(seen_\w+)" value="(\w+)"', (await acme.ada.get(address)).text))
    await acme.olga.post(address, {"name_en": "At the workshop", "name_it": "In riparazione"})
    answer = await acme.ada.post(address, {"name_en": "Mending", "name_it": "In riparazione", **opened})
    assert answer.status_code == 422
    assert "Somebody else has changed this text meanwhile" in answer.text
    await acme.ada.post(address, {"name_en": "In repair", "name_it": "In officina", **opened})
    async with acme.unit():
        (now,) = await statuses.own_statuses()
    assert now.names == {"en": "At the workshop", "it": "In officina"}


@pytest.mark.parametrize(
    "form", [{"category": "open"}, {"category": "spam", "name_en": "X"}, {"category": "open", "name_en": "x" * 41}, {}]
)
async def test_a_status_that_cannot_be_is_refused_and_kept_as_typed(acme: Any, form: dict[str, str]) -> None:
    answer = await acme.ada.post(f"{PAGE}/statuses", form)
    assert answer.status_code == 422
    assert form.get("name_en", "") in answer.text


async def test_the_status_of_another_tenant_is_not_there(cast: Any) -> None:
    async with cast.acme.unit():
        made = await statuses.add_own_status(category="open", names={"en": "Ours"})
    for path in ("", "/archival"):
        answer = await cast.globex.mallory.post(f"{PAGE}/statuses/{made.id}{path}", {"name_en": "Theirs"})
        assert answer.status_code == 404
