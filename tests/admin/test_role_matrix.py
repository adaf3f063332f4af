"""The role matrix, cell by cell: every route of a tenant's host, knocked at by every role, by a customer and by a visitor."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from polydesk import routes
from polydesk.kernel.web.guards import who_may_enter
from tenants.admin.role_matrix import AREAS
from tenants.roles import PERMISSIONS

NOBODY = UUID(int=7)
PEOPLE = {"olga": "owner", "ada": "admin", "alice": "agent", "lara": "light_agent", "bill": "billing"}


def doors() -> Iterator[tuple[str, str, str]]:
    """Method, path and permission of every route for members."""
    from litestar import Litestar

    for route in Litestar(route_handlers=routes.TENANT, openapi_config=None).routes:
        handlers = getattr(route, "route_handlers", None) or [getattr(route, "route_handler", None)]
        for handler in filter(None, handlers):
            who = who_may_enter(handler) or ""
            if who.startswith("member: "):
                for method in sorted(str(method) for method in handler.http_methods - {"OPTIONS", "HEAD"}):
                    yield method, _filled(route), who.removeprefix("member: ")


def _filled(route: Any) -> str:
    parts = []
    for part in route.path_components:
        if isinstance(part, str):
            parts.append(part)
        else:
            parts.append({UUID: str(NOBODY), int: "999999"}.get(part.type, "nothing"))
    return "/" + "/".join(parts)


DOORS = sorted(set(doors()))


@pytest.mark.parametrize(("method", "path", "permission"), DOORS, ids=[f"{door[0]} {door[1]}" for door in DOORS])
async def test_a_door_opens_to_whoever_holds_its_permission(acme: Any, method: str, path: str, permission: str) -> None:
    if path.endswith("/stream"):
        pytest.skip("a stream never ends; its guard is the one of its neighbours")
    for person, role in PEOPLE.items():
        answer = await acme.people[person].client.request(method, path)
        if permission in PERMISSIONS[role]:
            assert answer.status_code != 403, (role, answer.status_code)
        else:
            assert answer.status_code == 403, (role, answer.status_code)
    for stranger in (acme.carl, acme.visitor):
        answer = await stranger.client.request(method, path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/signin?next=")


def test_every_permission_stands_on_the_page_of_roles() -> None:
    held = frozenset().union(*PERMISSIONS.values())
    assert {right for _area, rights in AREAS for right in rights} == held


def test_an_owner_may_everything_and_nobody_more() -> None:
    assert all(held <= PERMISSIONS["owner"] for held in PERMISSIONS.values())


async def test_the_page_shows_the_matrix(acme: Any) -> None:
    page = await acme.lara.get("/admin/roles")
    assert "Close the account" in page.text
