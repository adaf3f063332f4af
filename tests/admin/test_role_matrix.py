"""The role matrix, cell by cell: every route of a tenant's host, knocked at by every role, by a customer and by a visitor."""

from collections.abc import Iterator
from typing import Any

import pytest

from tenants.admin.role_matrix import AREAS
from tenants.roles import PERMISSIONS
from tests_doors import NOWHERE, all_doors

PEOPLE = {"olga": "owner", "ada": "admin", "alice": "agent", "lara": "light_agent", "bill": "billing"}
STRANGERS = ("carl", "visitor")


def doors(permission: str) -> Iterator[tuple[str, str]]:
    """Method and address of every route for members who hold it; a stream never ends, its guard is its neighbours'."""
    for door in all_doors():
        is_asked = door.method != "HEAD" and not door.path.endswith("/stream")
        if door.host == "tenant" and door.who == f"member: {permission}" and is_asked:
            yield door.method, door.address(uuid=NOWHERE, int="999999", str="nothing")


@pytest.mark.parametrize("permission", sorted(PERMISSIONS["owner"]))
async def test_a_door_opens_to_whoever_holds_its_permission(acme: Any, permission: str) -> None:
    for method, path in doors(permission):
        for name in (*PEOPLE, *STRANGERS):
            person = acme.visitor if name == "visitor" else acme.people[name]
            answer = await person.client.request(method, path)
            if name in STRANGERS:
                assert answer.status_code == 303, (method, path)
                assert answer.headers["location"].startswith("/signin?next="), (method, path)
            else:
                assert (answer.status_code != 403) == (permission in PERMISSIONS[PEOPLE[name]]), (method, path, name)


def test_every_permission_stands_on_the_page_of_roles() -> None:
    held = frozenset().union(*PERMISSIONS.values())
    assert {right for _area, rights in AREAS for right in rights} == held


def test_an_owner_may_everything_and_nobody_more() -> None:
    assert all(held <= PERMISSIONS["owner"] for held in PERMISSIONS.values())


async def test_the_page_shows_the_matrix(acme: Any) -> None:
    page = await acme.lara.get("/admin/roles")
    assert "Close the account" in page.text
