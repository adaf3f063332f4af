"""The setting: it says in sentences what will happen, keeps what was typed, and overwrites nobody silently."""

import asyncio
import re
from typing import Any

import pytest
from msgspec.structs import replace

from polydesk.customers import organisations
from surveys import setting, setting_change

AS_IT_BEGINS = {
    "mode": "always", "delay_hours": "24", "waking_from": "8", "waking_until": "21", "quiet_days": "7",
    "reminder_days": "4",
}  # fmt: skip


async def saves(acme: Any, **typed: Any) -> Any:
    page = await acme.ada.get("/admin/surveys")
    seen = re.search(r'name="seen" value="([^"]+)"', page.text)
    assert seen
    return await acme.ada.post("/admin/surveys", {**AS_IT_BEGINS, "seen": seen[1], **typed})


async def test_it_says_what_will_happen(acme: Any) -> None:
    page = (await acme.ada.get("/admin/surveys")).text
    for sentence in ("asked 24 hours later", "more than once in 7 days", "after 4 days is reminded once"):
        assert sentence in page
    async with acme.unit():
        await organisations.found("Umbrella GmbH")
    answer = await saves(
        acme, mode="matching", only_channels=["mail", "portal"], only_tags="VIP, gold", waking_until="18",
        quiet_days="0", reminder_days="0", excluded_tags="Legal", excluded_organisations="umbrella gmbh\n",
    )  # fmt: skip
    assert answer.status_code == 303
    page = (await acme.ada.get("/admin/surveys")).text
    for sentence in (
        "vip or gold",
        "Portal or E-mail",
        "about each resolution",
        "Nobody is reminded.",
        "Umbrella GmbH",
    ):
        assert sentence in page
    async with acme.unit():
        kept = await setting.setting()
    log = (await acme.ada.get("/admin/audit")).text
    for words in ("Changed the surveys", "Only for some tickets", "Umbrella GmbH"):
        assert words in log
    assert (kept.excluded_tags, kept.waking_until, kept.delay_s) == (("legal",), 18, 86_400)


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"mode": "matching"}, "Choose at least one channel, category or tag below."),
        ({"mode": "sometimes"}, "Please choose one of the options."),
        ({"waking_from": "21", "waking_until": "8"}, "The day must end after it begins."),
        ({"delay_hours": "1000"}, "720 or less"),
        ({"quiet_days": "often"}, "Please enter a number."),
        ({"excluded_organisations": "Nobody Ltd"}, "There is no organisation of this name: Nobody Ltd."),
    ],
)
async def test_it_refuses_what_cannot_be_beside_the_field(acme: Any, typed: dict[str, str], complaint: str) -> None:
    answer = await saves(acme, excluded_tags="kept", **typed)
    assert answer.status_code == 422
    assert complaint in answer.text
    assert 'value="kept"' in answer.text


async def test_it_tells_who_saves_last_that_somebody_else_was_there(acme: Any) -> None:
    page = await acme.ada.get("/admin/surveys")
    seen = re.search(r'name="seen" value="([^"]+)"', page.text)[1]  # type: ignore[index]
    await saves(acme, quiet_days="30")
    late = await acme.ada.post("/admin/surveys", {**AS_IT_BEGINS, "seen": seen, "quiet_days": "14"})
    assert (late.status_code, "Somebody else changed this meanwhile" in late.text) == (422, True)
    assert "more than once in 30 days" in late.text
    again = re.search(r'name="seen" value="([^"]+)"', late.text)[1]  # type: ignore[index]
    assert (await acme.ada.post("/admin/surveys", {**AS_IT_BEGINS, "seen": again})).status_code == 303


async def test_agents_have_no_business_there(acme: Any) -> None:
    assert (await acme.alice.get("/admin/surveys")).status_code == 403


async def test_who_saves_while_somebody_else_does_reads_what_they_have_saved(acme: Any) -> None:
    async with acme.unit():
        present = await setting.held()
        await setting_change.change(replace(present, quiet_days=30))
        saving = asyncio.create_task(acme.ada.post("/admin/surveys", {**AS_IT_BEGINS, "seen": present.mark}))
        await asyncio.wait([saving], timeout=0.5)
    assert (await saving).status_code == 422
