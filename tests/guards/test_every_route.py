"""Every route, tried by whoever should not get in: strangers and the other tenant; roles: tests/admin/test_role_matrix.py."""

from typing import Any

from polydesk.kernel import unit
from tests_doors import NOWHERE, Door, all_doors

CANARY = "zq-canary-7f31"
SHUT = {401, 403, 404, 405, 410, 421, 422}


def of_members() -> list[Door]:
    return [door for door in all_doors() if door.host == "tenant" and door.who.startswith("member: ")]


def is_shut(answer: Any) -> bool:
    """Refused, or sent to the sign-in page."""
    if answer.status_code in (302, 303):
        return "signin" in answer.headers["location"]
    return answer.status_code in SHUT


def address(door: Door, **values: Any) -> str:
    return door.address(**{"number": 1, "int": 1, "uuid": NOWHERE, "lang": "en", "language": "en", **values})


async def knock(person: Any, door: Door) -> Any:
    return await person.client.request(door.method, address(door))


async def test_every_door_says_who_may_enter(product: Any) -> None:
    assert [str(door) for door in all_doors() if not door.who] == []
    assert len(of_members()) > 20


async def test_no_door_tells_by_options_what_it_can_do(cast: Any) -> None:
    answers = [await cast.acme.visitor.client.request("OPTIONS", path) for path in ("/", "/desk", "/en/tickets/new")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert all("allow" not in answer.headers for answer in answers)


async def test_a_member_of_another_tenant_enters_nothing(cast: Any) -> None:
    """Mallory brings her own session to acme's host: to acme she is a stranger."""
    mallory = cast.globex.mallory.client.headers["cookie"]
    for door in all_doors():
        if door.host == "tenant" and (door.who.startswith("member: ") or door.who == "requester"):
            answer = await cast.acme.visitor.client.request(door.method, address(door), headers={"cookie": mallory})
            assert is_shut(answer), door


async def test_a_visitor_enters_no_room_of_the_operator(cast: Any) -> None:
    doors = [door for door in all_doors() if door.host == "platform" and door.who == "operator"]
    assert doors
    open_doors = [str(door) for door in doors if not is_shut(await knock(cast.platform, door))]
    assert open_doors == []


async def test_no_page_of_one_tenant_shows_a_word_of_the_other(cast: Any) -> None:
    """Acme's rows all carry a canary; mallory owns globex and asks every page with acme's own ids."""
    ids = await planted(cast.acme)
    for door in all_doors():
        if door.host != "tenant" or door.method != "GET" or "stream" in door.path:
            continue
        for path in {address(door, uuid=found, id=found, slug=CANARY) for found in ids}:
            answer = await cast.globex.mallory.get(path)
            assert CANARY not in answer.text.replace(f"/{CANARY}", ""), door
            assert answer.status_code < 500, door


async def planted(acme: Any) -> list[Any]:
    """A ticket, a person, a member, a team, a file and an article of acme, each with the canary in its words."""
    from polydesk.kernel.ids import new_id

    ticket, person, team, file = (new_id() for _ in range(4))
    async with acme.unit():
        await unit.execute("INSERT INTO person (id, name) VALUES ($1, $2)", person, CANARY)
        await unit.execute("INSERT INTO team (id, name) VALUES ($1, $2)", team, CANARY)
        await unit.execute(
            "INSERT INTO ticket (id, number, subject, person_id, created_at, updated_at) VALUES ($1, 1, $2, $3, now(), now())",
            *(ticket, CANARY, person),
        )
        await unit.execute(
            "INSERT INTO file (id, name, media_type, bytes, state) VALUES ($1, $2, 'text/plain', 1, 'stored')",
            file,
            CANARY,
        )
    return [ticket, person, team, file, acme.alice.id]
