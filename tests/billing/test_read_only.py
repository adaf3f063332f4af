"""A desk that is read only: its people read everything and change nothing, by any door; its customers notice nothing."""

from typing import Any

import pytest
from tests_limits import become

from polydesk.api import access_tokens
from polydesk.tickets.submission import NewTicket, submit
from tenants.guards import READING, STAYS_OPEN
from tests_doors import NOWHERE, Door, all_doors

JSON = {"accept": "application/json"}
# What members can still do, and why: the rights beside which a door is open, and single doors. Whoever adds a line here
# says so in `guards.STAYS_OPEN`, or in the handler.
RIGHTS = {"desk.enter": "one's own", "billing.manage": "paying is what ends it", "tenant.close": "leaving is free"}
DOORS = {
    "/desk/absence": "one's own absence",
    "/desk/tickets/{number:int}/draft": "what somebody is typing is kept",
    "/admin/members/{member_id:uuid}/removal": "people can leave",
    "/admin/members/{member_id:uuid}/role": "towards a role without a seat",
    "/admin/invitations/{invitation_id:uuid}/revocation": "gives back a seat",
    "/admin/access-tokens/{token_id:uuid}/revocation": "a key that got lost",
    "/admin/reports/wall/links/{link_id:uuid}/revocation": "a link that got about",
    "/admin/reports/mails/{mail_id:uuid}/stop": "the link in each mail does the same",
}

BUTTONS = ("send and wait", "send and resolve", "send", "canned replies", "add a note")


def stays_open(door: Door) -> bool:
    return door.who.removeprefix("member: ") in RIGHTS or named(door.path)


def named(path: str) -> bool:
    return any(path == one or path.startswith(f"{one}/") for one in DOORS)


def writing_doors() -> list[Door]:
    return [
        door
        for door in all_doors()
        if door.host == "tenant" and door.who.startswith("member: ") and door.method not in READING
    ]


@pytest.fixture
async def read_only(acme: Any) -> Any:
    await become(acme, "read_only")
    return acme


async def is_shut(house: Any, door: Door) -> bool:
    address = door.address(number=1, int=1, uuid=NOWHERE, language="en")
    answer = await house.olga.client.request(door.method, address, headers=JSON)
    return answer.status_code == 403 and answer.json()["type"] == "urn:polydesk:read-only"


async def test_every_door_that_changes_something_is_shut(read_only: Any) -> None:
    """Generated from the routes: a new one is shut until somebody names it."""
    doors = [door for door in writing_doors() if not stays_open(door)]
    assert len(doors) > 200
    assert [str(door) for door in doors if not await is_shut(read_only, door)] == []


async def test_what_is_named_with_its_reason_stays_open(read_only: Any) -> None:
    for door in filter(stays_open, writing_doors()):
        await become(read_only, "read_only")
        assert not await is_shut(read_only, door), door


async def test_programs_change_nothing_either(read_only: Any) -> None:
    async with read_only.unit():
        token = await access_tokens.make("BI", scopes=access_tokens.SCOPES, lasts=None)
    headers = {"authorization": f"Bearer {token}"}
    doors = [door for door in all_doors() if door.who.startswith("token: ") and door.method not in READING]
    assert doors
    for door in doors:
        answer = await read_only.visitor.client.request(door.method, door.address(), headers=headers, json={})
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:polydesk:read-only"), door


async def test_no_name_on_the_list_is_idle() -> None:
    assert set(RIGHTS) == set(STAYS_OPEN)
    paths = [door.path for door in writing_doors()]
    assert [one for one in DOORS if not any(path == one or path.startswith(f"{one}/") for path in paths)] == []


async def test_the_refusal_names_who_can_mend_it_in_every_shape(read_only: Any) -> None:
    path = "/desk/tickets/1/replies"
    page = await read_only.alice.post(path, {"body": "Hello"})
    fragment = await read_only.alice.swap("POST", path, data={"body": "Hello"})
    problem = await read_only.alice.post(path, {"body": "Hello"}, headers=JSON)
    assert {page.status_code, fragment.status_code, problem.status_code} == {403}
    for text in (page.text, fragment.text):
        assert "Your help desk is read only" in text
        assert "Who can change this: Olga." in text
        assert "/admin/billing" not in text
    assert problem.json()["who_can_change"] == ["Olga"]
    assert "/admin/billing" in (await read_only.olga.post("/admin/teams", {"name": "New"})).text


@pytest.mark.parametrize("noun", ["replies", "notes"])
async def test_what_somebody_typed_without_scripts_is_not_lost(read_only: Any, noun: str) -> None:
    async with read_only.unit():
        new = NewTicket(subject="It drips", body="From the handle.", address=read_only.carl.email, name="Carl")
        number = (await submit(new, key=f"it-drips-{noun:>16}")).number
    at = f"/desk/tickets/{number}"
    before = (await read_only.alice.get(at)).text
    assert "Your help desk is read only" in before
    assert before.count('disabled aria-describedby="read-only"') == len(BUTTONS)
    page = await read_only.alice.post(f"{at}/{noun}", {"body": "A long answer", "then": "resolved"})
    assert page.status_code == 403
    assert "\nA long answer</textarea>" in page.text
    assert "Who can change this: Olga." in page.text
    later = (await read_only.alice.get(at)).text
    assert "\nA long answer</textarea>" in later  # as a draft
    assert later.count("A long answer") == 1
    await become(read_only, "active")
    assert 'id="read-only"' not in (await read_only.alice.get(at)).text


async def test_any_form_without_scripts_gives_back_what_was_typed(read_only: Any) -> None:
    form = {"name": "Second line", "body": "<b>Füllstand</b>\nprüfen", "scope": "team", "password": "open sesame now"}
    page = await read_only.olga.post("/admin/teams", form)
    assert page.status_code == 403
    shown = page.text.partition("<textarea")[2].partition("</textarea>")[0]
    assert "Second line\n\n&lt;b&gt;Füllstand&lt;/b&gt;\nprüfen" in shown
    assert "open sesame" not in page.text
    assert "Second line" not in (await read_only.olga.swap("POST", "/admin/teams", data=form)).text
    upload = await read_only.olga.client.post("/admin/teams", data=form, files={"logo": ("a.txt", b"bytes")})
    assert (upload.status_code, "Second line" in upload.text) == (403, True)


async def test_reading_goes_on(read_only: Any) -> None:
    for path in ("/desk", "/desk/tickets", "/admin/members", "/admin/settings", "/admin/reports", "/account"):
        assert (await read_only.olga.get(path)).status_code in (200, 303), path


async def test_people_leave_and_become_light_but_nobody_gets_a_seat(read_only: Any) -> None:
    role = "/admin/members/{}/role"
    assert (await read_only.olga.post(role.format(read_only.lara.id), {"role": "agent"})).status_code == 403
    assert (await read_only.olga.post(role.format(read_only.alice.id), {"role": "light_agent"})).status_code == 303
    assert (await read_only.olga.post(f"/admin/members/{read_only.bob.id}/removal")).status_code == 303


async def test_a_customer_still_files_a_ticket(read_only: Any) -> None:
    form = {"subject": "It drips", "message": "From the handle.", "email": "dora@customers.example"}
    assert (await read_only.visitor.post("/en/tickets/new", form)).status_code == 303
