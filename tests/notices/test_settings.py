"""The settings: what is chosen is kept, what cannot be is said beside the field, and the usual comes back."""

from typing import Any

from tests_notices import submitted, told

from polydesk.kernel import unit
from polydesk.notices import preferences, queries
from polydesk.notices.choice import Choice

HERE = "/desk/notices/settings"
CHOSEN = {
    "on": ["assigned/bell", "new_ticket/bell", "new_ticket/mail"],
    "of/new_ticket": "all",
    "pace": "daily",
    "digest_at": "07:30",
    "from_mon": "20:00",
    "to_mon": "08:00",
    "from_sat": "00:00",
    "to_sat": "00:00",
    "urgent": ["breached"],
}


async def test_it_keeps_what_is_chosen_and_goes_back_to_the_usual(acme: Any) -> None:
    assert (await acme.alice.post(HERE, CHOSEN)).status_code == 303
    async with acme.unit():
        chosen = await preferences.preferences(acme.alice.id)
    assert chosen.choice("new_ticket") == Choice(frozenset({"bell", "mail"}), "all")
    assert chosen.choice("assigned") == Choice(frozenset({"bell"}), "named")
    assert chosen.rhythm.quiet == {"mon": ["20:00", "08:00"], "sat": ["00:00", "24:00"]}
    page = (await acme.alice.get(HERE)).text
    assert 'value="07:30"' in page
    assert 'value="new_ticket/mail" checked' in page
    await acme.alice.post(f"{HERE}/usual")
    async with acme.unit():
        assert (await preferences.preferences(acme.alice.id)).own == {}


async def test_it_says_beside_the_field_what_cannot_be_and_keeps_what_was_typed(acme: Any) -> None:
    answer = await acme.alice.post(
        HERE, CHOSEN | {"from_tue": "22:00", "digest_at": "25:00", "from_wed": "07:00", "to_wed": "07:00"}
    )
    assert answer.status_code == 422
    for said in (
        "Please enter both times, or none.",
        "Please enter two different times.",
        "Please enter a time.",
        'value="20:00"',
    ):
        assert said in answer.text
    always = {
        f"{part}_{day}": "00:00" for part in ("from", "to") for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    }
    assert "Please leave some time" in (await acme.alice.post(HERE, CHOSEN | always)).text
    async with acme.unit():
        assert (await preferences.preferences(acme.alice.id)).own == {}


async def test_one_days_quiet_hours_are_copied_to_all_before_they_are_kept(acme: Any) -> None:
    page = (await acme.alice.post(HERE, CHOSEN | {"do": "copy"})).text
    assert page.count('value="20:00"') == 7 or page.count('value="00:00"') == 14
    async with acme.unit():
        assert (await preferences.preferences(acme.alice.id)).rhythm.quiet == {}


async def test_an_admin_chooses_for_whoever_has_not_and_agents_do_not(acme: Any) -> None:
    for_all = {"on": ["new_ticket/bell"], "of/new_ticket": "all"}
    assert (await acme.alice.post("/admin/notifications", for_all)).status_code == 403
    seen = await mark_of_the_page(acme)
    assert (await acme.ada.post("/admin/notifications", for_all | seen)).status_code == 303
    await submitted(acme)
    assert await told(acme, "bob") == ["new_ticket"]
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM audit WHERE action = 'notices.defaults_changed'") == 1
    await acme.ada.post("/admin/notifications", {"do": "usual"} | await mark_of_the_page(acme))
    await submitted(acme)
    assert await told(acme, "bob") == ["new_ticket"]


async def test_what_was_chosen_for_all_meanwhile_is_not_overwritten(acme: Any) -> None:
    page, seen = "/admin/notifications", await mark_of_the_page(acme)
    first, second = ({"on": [f"{event}/bell"]} | seen for event in ("new_ticket", "assigned"))
    assert (await acme.ada.post(page, first)).status_code == 303
    answer = await acme.ada.post(page, second)
    assert answer.status_code == 409
    assert "Somebody else has changed this meanwhile." in answer.text
    assert 'value="assigned/bell" checked' in answer.text
    assert (await acme.ada.post(page, {"do": "usual"} | seen)).status_code == 409
    assert 'value="assigned/bell" checked' not in (await acme.ada.get(page)).text


async def mark_of_the_page(acme: Any) -> dict[str, str]:
    page = (await acme.ada.get("/admin/notifications")).text
    return {"seen": page.split('name="seen" value="')[1].split('"')[0]}


async def test_opening_a_ticket_is_reading_what_was_told_of_it(acme: Any) -> None:
    await acme.bob.post(HERE, {"on": ["new_ticket/bell"], "of/new_ticket": "all"})
    ticket = await submitted(acme)
    page = (await acme.bob.get("/desk/notices?show=new")).text
    assert f"New ticket {ticket.number}" in page
    assert "no notification of this kind" in (await acme.bob.get("/desk/notices?show=promises")).text
    await acme.bob.get(f"/desk/tickets/{ticket.number}")
    async with acme.unit():
        assert await queries.new_ones(acme.bob.id) == 0


async def test_a_ticket_is_muted_and_unmuted_on_its_page(acme: Any) -> None:
    ticket = await submitted(acme)
    here = f"/desk/tickets/{ticket.number}"
    await acme.bob.post(f"{here}/mute")
    assert "Unmute" in (await acme.bob.get(here)).text
    assert "Unmute" not in (await acme.alice.get(here)).text
    await acme.bob.post(f"{here}/mute/end")
    assert "Unmute" not in (await acme.bob.get(here)).text
