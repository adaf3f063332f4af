"""Organisations on the desk: the list, one page, the customer's page, the panel beside a ticket; and the spam list."""

from typing import Any

import pytest

NOBODY = "00000000-0000-7000-8000-000000000000"


async def _circus(acme: Any, domains: str = "circus.example") -> str:
    made = await acme.alice.post("/desk/organisations", {"name": "Circus", "domains": domains})
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


async def test_an_agent_creates_changes_and_archives_one(acme: Any) -> None:
    there = await _circus(acme)
    assert "circus.example" in (await acme.lara.get(there)).text
    form = {"name": "Great circus", "domains": "circus.example\nring.example", "notes": "Pays late."}
    assert (await acme.alice.post(there, form)).headers["location"] == f"{there}?saved=1"
    page = (await acme.alice.get(f"{there}?saved=1")).text
    assert "Great circus" in page
    assert "ring.example" in page
    assert "Pays late." in page
    assert (await acme.alice.post(f"{there}/archival")).status_code == 303
    assert "Archived" in (await acme.alice.get("/desk/organisations")).text
    assert (await acme.alice.post(f"{there}/restoration")).status_code == 303
    assert "Archived" not in (await acme.alice.get("/desk/organisations")).text


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "Circus"}, "already an organisation with this name"),
        ({"name": "Zoo", "domains": "nonsense"}, "is not a domain"),
        ({"name": "Zoo", "domains": "gmail.com"}, "shared by strangers"),
        ({"name": "Zoo", "domains": "circus.example"}, "already belongs to Circus"),
    ],
)
async def test_it_says_what_is_wrong_and_keeps_nothing(acme: Any, form: dict[str, str], says: str) -> None:
    await _circus(acme)
    answer = await acme.alice.post("/desk/organisations", form)
    assert answer.status_code == 422
    assert says in answer.text
    assert "/desk/organisations/" in answer.text
    assert ">Zoo<" not in (await acme.alice.get("/desk/organisations")).text


async def test_it_finds_by_name_and_domain(acme: Any) -> None:
    await _circus(acme)
    for words in ("CIRC", "s.example"):
        assert ">Circus<" in (await acme.alice.get("/desk/organisations", params={"q": words})).text
    assert "Nothing found" in (await acme.alice.get("/desk/organisations?q=zoo")).text


async def test_who_may_read_may_not_change(acme: Any) -> None:
    there = await _circus(acme)
    assert (await acme.lara.get(there)).status_code == 200
    assert (await acme.lara.post(there, {"name": "Zoo"})).status_code == 403
    assert (await acme.lara.post("/desk/organisations", {"name": "Zoo"})).status_code == 403
    assert (await acme.lara.post(f"/desk/people/{acme.carl.id}/organisation", {})).status_code == 403
    assert (await acme.bill.get("/desk/organisations")).status_code == 403


async def test_a_customer_is_put_into_one_and_taken_out(acme: Any) -> None:
    there = await _circus(acme)
    person = f"/desk/people/{acme.carl.id}"
    await acme.alice.post(f"{person}/organisation", {"organisation": there.rpartition("/")[2]})
    assert f'href="{there}"' in (await acme.alice.get(person)).text
    assert f'href="{person}"' in (await acme.alice.get(there)).text
    await acme.alice.post(f"{person}/organisation", {"organisation": ""})
    assert f'href="{there}"' not in (await acme.alice.get(person)).text


async def test_another_houses_organisation_does_not_exist(cast: Any) -> None:
    there = await _circus(cast.acme)
    person = f"/desk/people/{cast.globex.greg.id}/organisation"
    assert (await cast.globex.mallory.get(there)).status_code == 404
    assert (await cast.globex.mallory.post(there, {"name": "Mine"})).status_code == 404
    for chosen in (there.rpartition("/")[2], NOBODY, "nonsense"):
        assert (await cast.globex.mallory.post(person, {"organisation": chosen})).status_code == 404


async def test_the_panel_shows_the_organisation_and_what_colleagues_ask(acme: Any, ask: Any, counting: Any) -> None:
    there = await _circus(acme)
    mine = await ask("My question")
    await ask("The lion is loose", address="tamer@circus.example")
    spam = await ask("Buy a lion", address="seller@circus.example")
    await acme.alice.post(f"/desk/tickets/{spam}/spam", {"learn": ""})
    assert "The lion is loose" not in (await acme.alice.get(f"/desk/tickets/{mine}")).text
    await acme.alice.post(f"/desk/people/{acme.carl.id}/organisation", {"organisation": there.rpartition("/")[2]})
    with counting() as statements:
        page = (await acme.alice.get(f"/desk/tickets/{mine}")).text
    assert len(statements) <= 3, statements
    assert f'<a href="{there}">Circus</a>' in page
    assert "Others at Circus" in page
    assert "The lion is loose" in page
    assert "Buy a lion" not in page
    listed = (await acme.alice.get(there)).text
    assert "The lion is loose" in listed
    assert "My question" in listed


async def test_a_learnt_sender_is_listed_and_taken_back(acme: Any, ask: Any) -> None:
    number = await ask("Buy now", address="loud@shop.example")
    await acme.alice.post(f"/desk/tickets/{number}/spam", {"learn": "address"})
    page = (await acme.olga.get("/admin/spam")).text
    assert "loud@shop.example" in page
    assert "Marked by Alice" in page
    assert (await acme.alice.get("/admin/spam")).status_code == 403
    assert (await acme.olga.post("/admin/spam/removals", {"pattern": "loud@shop.example"})).status_code == 303
    assert "No spam senders yet" in (await acme.olga.get("/admin/spam")).text
    assert 'href="/admin/spam"' in (await acme.olga.get("/admin/settings/tickets")).text
    assert "Removed a sender from the spam list" in (await acme.olga.get("/admin/audit")).text
