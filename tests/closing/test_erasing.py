"""Erasing: nothing of a tenant is left but what is named, the neighbour loses nothing, and no step needs the one before."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tests_erasing import erase_now, late
from tests_surveys import ticket_of

from polydesk.kernel import clock, storage, unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.storage.stores import prefix, store
from polydesk.kernel.tenancy import acting_for
from surveys.form_choice import form_for
from tenants import slugs
from tenants.closing import erasing, orders
from tenants.closing.kept import kept


@pytest.fixture
async def over_the_walls(product: Any, superuser_url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(superuser_url)
    yield connection
    await connection.close()


async def rows_of(connection: Any, tenant_id: Any) -> dict[str, int]:
    """How many rows each table of the catalogue has that say they are this tenant's."""
    tables = await connection.fetch(
        """SELECT c.table_name AS name, c.column_name AS whose FROM information_schema.columns c
             JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.column_name IN ('tenant_id', 'of_tenant')"""
    )
    found = {}
    for table in tables:
        count = await connection.fetchval(
            f"SELECT count(*) FROM {table['name']} WHERE {table['whose']} = $1",  # noqa: S608
            tenant_id,
        )
        if count:
            found[table["name"]] = count
    return found


@pytest.fixture
async def full_house(acme: Any) -> Any:
    """Tickets that follow and merge, words, ratings, files: whatever refers to something, or is counted by a trigger."""
    first, second, third = [await ticket_of(acme) for _each in range(3)]
    async with acme.unit():
        asked, version = new_id(), (await form_for(first.id)).id
        await unit.execute("UPDATE ticket SET follows_id = $2 WHERE id = $1", second.id, first.id)
        await unit.execute("UPDATE ticket SET merged_into_id = $2, follows_id = $2 WHERE id = $1", first.id, third.id)
        await unit.execute(
            """INSERT INTO survey_invitation (id, ticket_id, cycle, language, token_hash, created_at, expires_at, form_version_id,
                                              person_id) VALUES ($1, $2, 1, 'en', 'x', now(), now(), $3, $4)""",
            *(asked, first.id, version, first.person_id),
        )
        await unit.execute(
            """INSERT INTO rating (id, ticket_id, cycle, invitation_id, score, given_at, changed_at, form_version_id)
               VALUES ($1, $2, 1, $3, 5, now(), now(), $4)""",
            *(new_id(), first.id, asked, version),
        )
        message = await unit.fetchval("SELECT id FROM message WHERE ticket_id = $1 LIMIT 1", first.id)
    with acting_for(acme.id):
        file = (await storage.keep_bytes("proof.txt", b"a proof", by=("member", acme.alice.id))).id
    async with acme.unit():
        await unit.execute("INSERT INTO message_file (message_id, file_id, position) VALUES ($1, $2, 0)", message, file)
    return acme


async def due(house: Any) -> None:
    async with unit.platform():
        await orders.order(house.id, cause="closed", at=clock.now())
        await unit.execute(
            "DELETE FROM outbox WHERE job = 'tenants.erase' AND payload ->> 'tenant_id' = $1", str(house.id)
        )


async def test_it_leaves_no_row_but_those_that_are_named(full_house: Any, globex: Any, over_the_walls: Any) -> None:
    neighbour = await rows_of(over_the_walls, globex.id)
    await due(full_house)
    await erase_now(full_house.id)
    left = await rows_of(over_the_walls, full_house.id)
    assert set(left) <= {one.table for one in kept()}
    assert left["audit"] == 1
    assert await rows_of(over_the_walls, globex.id) == neighbour
    logins = [person.email for person in full_house.people.values() if person.role]
    assert await over_the_walls.fetchval("SELECT count(*) FROM identity WHERE email = ANY($1)", logins) == 0
    async with unit.tenant(full_house.id):  # somebody's last request
        await enqueue("storage.sweep")
    with acting_for(full_house.id):  # an export that was on its way into the store
        await store().put(f"{prefix()}export-late.zip", Path(__file__), media_type="application/zip")
    await late(full_house.id)
    assert await rows_of(over_the_walls, full_house.id) == left
    with acting_for(full_house.id):
        assert await store().list_keys(prefix()) == []
    assert (await full_house.visitor.get("/en/")).status_code == 421


async def test_it_goes_on_where_it_was_killed(full_house: Any, over_the_walls: Any, monkeypatch: Any) -> None:
    """Killed after every single table, it begins anew and still reaches the end."""
    await due(full_house)
    steps = 0
    real = erasing._erase_some

    async def dies(tenant_id: Any, table: str) -> int:
        nonlocal steps
        gone = await real(tenant_id, table)
        if gone:
            steps += 1
            raise KeyboardInterrupt
        return gone

    class Held:
        async def confirm(self) -> None: ...
        async def hold(self) -> None: ...

    monkeypatch.setattr(erasing, "_erase_some", dies)
    while True:
        try:
            await erasing.erase(full_house.id, Held())  # type: ignore[arg-type]
        except KeyboardInterrupt:
            continue
        break
    assert steps > 10
    left = await rows_of(over_the_walls, full_house.id)
    assert set(left) <= {one.table for one in kept()}
    assert left["audit"] == 1


async def test_the_database_itself_keeps_a_living_house(acme: Any) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with unit.platform():
            await unit.fetchval("SELECT app.erase_some($1, 'member', 10)", acme.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with acme.unit():
            await unit.fetchval("SELECT app.erase_some($1, 'member', 10)", acme.id)


async def test_its_address_rests_and_is_free_again(acme: Any) -> None:
    await due(acme)
    await erase_now(acme.id)
    async with unit.platform():
        assert await slugs.state_of(acme.slug) == "taken"
        with clock.travel(clock.now() + slugs.REST + timedelta(days=1)):
            await erasing.forget_addresses()
            assert await slugs.state_of(acme.slug) == "free"
