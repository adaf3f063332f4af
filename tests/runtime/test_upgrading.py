"""Upgrading: a database of the first release, with people in it, becomes today's; nothing is lost and nothing opens."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from polydesk.kernel import schema
from polydesk.kernel.ids import new_id

ROOT = Path(__file__).parents[2]
FIRST = (
    ("kernel", "polydesk.kernel.migrations.m0001_floor"),
    ("kernel", "polydesk.kernel.migrations.m0005_schedule"),
    ("tenants", "tenants.migrations.m0001_tenants"),
    ("customers", "polydesk.customers.migrations.m0001_customers"),
    ("tickets", "polydesk.tickets.migrations.m0001_tickets"),
    ("faq", "polydesk.faq.migrations.m0001_faq"),
    ("surveys", "surveys.migrations.m0001_surveys"),
)
ORGANISATIONS = (
    ("customers", "polydesk.customers.migrations.m0002_organisations"),
    ("faq", "polydesk.faq.migrations.m0002_faq_organisations"),
    ("surveys", "surveys.migrations.m0002_own_question"),
)
RECORDS = """
CREATE TABLE IF NOT EXISTS migration (
  id serial PRIMARY KEY, name varchar(200), app_name varchar(200), ran_on timestamp NOT NULL DEFAULT now())
"""


class House:
    """What is filled in, for one tenant."""

    def __init__(self) -> None:
        names = "id identity member person ticket message category article hidden logo picture secret attachment circus"
        self.ids: dict[str, UUID] = {name: new_id() for name in names.split()}
        self.slug = f"old-{self.ids['id'].hex[-12:]}"

    def __getattr__(self, name: str) -> UUID:
        return self.__dict__["ids"][name]


@pytest.fixture
async def old(database: None, superuser_url: str, postgres: str) -> AsyncIterator[tuple[str, str]]:
    """An empty database beside the others: addresses for its owner and for whoever sees over the walls."""
    name = f"old_{new_id().hex[-12:]}"
    boss = await asyncpg.connect(superuser_url)
    owner = await boss.fetchval("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'polydesk'")
    await boss.execute(f"CREATE DATABASE {name} OWNER {owner}")
    yield postgres.replace("/polydesk?", f"/{name}?"), superuser_url.replace("/polydesk?", f"/{name}?")
    await boss.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await boss.close()


async def _run(owner_url: str, modules: tuple[tuple[str, str], ...], monkeypatch: Any) -> None:
    """These migrations as the owner, noted as the product notes them."""
    connection = await asyncpg.connect(owner_url)

    class Engine:
        async def run_ddl(self, text: str) -> None:
            await connection.execute(text)

    monkeypatch.setattr(schema, "engine_finder", Engine)
    await connection.execute(RECORDS)
    for app, name in modules:
        module = import_module(name)
        manager = await module.forwards()
        for statement in manager.raw:
            await statement()
        await connection.execute("INSERT INTO migration (name, app_name) VALUES ($1, $2)", module.ID, app)
    await connection.close()


async def _upgrade(owner_url: str) -> str:
    """As `polydesk migrate` does it, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "polydesk", "migrate"),
        env={**os.environ, "DATABASE_URL": owner_url},
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _none = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


async def _fill(boss: Any, house: House) -> None:
    """As a tenant of the first release has it: a brand, a member, a customer, a ticket with a file, articles with pictures."""
    at = house.id

    async def add(sql: str, *args: Any) -> None:
        await boss.execute(sql, at, *args)

    await add("INSERT INTO tenant (id, slug, name) VALUES ($1, $2, 'Old & sons')", house.slug)
    files = {"logo": ("logo.png", 100, True), "picture": ("dot.png", 20, True), "secret": ("plan.png", 3, True)}
    for name, (title, size, public) in {**files, "attachment": ("a.txt", 1000, False)}.items():
        await add(
            """INSERT INTO file (tenant_id, id, name, media_type, bytes, state, inline, public, created_by_kind)
               VALUES ($1, $2, $3, 'image/png', $4, 'stored', true, $5, 'member')""",
            *(house.ids[name], title, size, public),
        )
    await add("INSERT INTO brand (tenant_id, logo_id) VALUES ($1, $2)", house.logo)
    await boss.execute(
        "INSERT INTO identity (id, email, email_key) VALUES ($1, 'o@x.example', 'o@x.example')", house.identity
    )
    await add(
        """INSERT INTO member (tenant_id, id, identity_id, email, email_key, name, role)
           VALUES ($1, $2, $3, 'o@x.example', 'o@x.example', 'Olga', 'owner')""",
        *(house.member, house.identity),
    )
    await add("INSERT INTO person (tenant_id, id, name) VALUES ($1, $2, 'Carl')", house.person)
    await add(
        """INSERT INTO person_address (tenant_id, address_key, address, person_id)
           VALUES ($1, 'carl@circus.example', 'carl@circus.example', $2)""",
        house.person,
    )
    await add(
        """INSERT INTO ticket (tenant_id, id, number, subject, person_id, created_at, updated_at, waiting_since)
           VALUES ($1, $2, 1, 'It is broken', $3, now(), now(), now())""",
        *(house.ticket, house.person),
    )
    await add(
        """INSERT INTO message (tenant_id, id, ticket_id, kind, author_kind, author_id, body, html, at)
           VALUES ($1, $2, $3, 'customer', 'requester', $4, 'See the file', '<p>See the file</p>', now())""",
        *(house.message, house.ticket, house.person),
    )
    await add(
        "INSERT INTO message_file (tenant_id, message_id, file_id) VALUES ($1, $2, $3)", house.message, house.attachment
    )
    await add("INSERT INTO faq_category (tenant_id, id) VALUES ($1, $2)", house.category)
    for name, visibility, picture in (("article", "public", "picture"), ("hidden", "agents", "secret")):
        await add(
            """INSERT INTO article (tenant_id, id, category_id, visibility, source_language, created_at, updated_at)
               VALUES ($1, $2, $3, $4, 'en', now(), now())""",
            *(house.ids[name], house.category, visibility),
        )
        await add(
            """INSERT INTO article_text (tenant_id, article_id, language, state, title, slug, body, html, updated_at)
               VALUES ($1, $2, 'en', 'published', $3, $3, $4, '', now())""",
            *(house.ids[name], name, f"![dot](/files/{house.ids[picture]}) ![logo](/files/{house.logo})"),
        )


async def _rate(boss: Any, house: House) -> None:
    """Carl answers a question in his company's own words."""
    question, invitation = '{"en": "All well, Carl?"}', new_id()
    await boss.execute("INSERT INTO survey_setting (tenant_id, question) VALUES ($1, $2)", house.id, question)
    await boss.execute(
        """INSERT INTO survey_invitation
                  (tenant_id, id, ticket_id, cycle, person_id, language, token_hash, created_at, expires_at)
           VALUES ($1, $2, $3, 1, $4, 'en', 'x', now(), now())""",
        *(house.id, invitation, house.ticket, house.person),
    )
    await boss.execute(
        """INSERT INTO rating (tenant_id, ticket_id, cycle, invitation_id, score, given_at, changed_at)
           VALUES ($1, $2, 1, $3, 4, now(), now())""",
        *(house.id, house.ticket, invitation),
    )


async def _counts(boss: Any) -> dict[str, int]:
    tables = ("tenant", "member", "person", "person_address", "ticket", "message", "message_file", "file", "brand")
    tables += ("article", "article_text", "faq_category", "identity")
    return {table: await boss.fetchval(f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608


async def test_a_database_of_the_first_release_becomes_todays(old: Any, monkeypatch: Any) -> None:
    owner_url, boss_url = old
    one, two = House(), House()
    await _run(owner_url, FIRST, monkeypatch)
    boss = await asyncpg.connect(boss_url)
    for house in (one, two):
        await _fill(boss, house)
    before = await _counts(boss)

    # The next release knows organisations; Carl belongs to one by the time of the one after.
    await _run(owner_url, ORGANISATIONS, monkeypatch)
    await boss.execute(
        "INSERT INTO organisation (tenant_id, id, name, created_at) VALUES ($1, $2, 'Circus', now())",
        one.id,
        one.circus,
    )
    await boss.execute("UPDATE person SET organisation_id = $2 WHERE id = $1", one.person, one.circus)
    await _rate(boss, one)

    await _upgrade(owner_url)
    assert await _counts(boss) == before
    await _files_have_guards(boss, one, two)
    await _tickets_know_their_organisation(boss, one, two)
    await _all_is_indexed_anew(boss, one, two)
    await _ratings_keep_their_question(boss, one, two)
    await _walls_stand(boss)
    assert "up to date" in await _upgrade(owner_url)
    for house in (one, two):
        await _a_tenant_sees_its_own(boss_url, house)
    await boss.close()


async def _files_have_guards(boss: Any, *houses: House) -> None:
    """Pictures of articles ask their article from now on, logos and attachments do not; the weight is known."""
    for house in houses:
        rows = await boss.fetch("SELECT id, guard FROM file WHERE tenant_id = $1", house.id)
        assert {row["id"]: row["guard"] for row in rows} == {
            house.logo: None, house.attachment: None, house.picture: "faq", house.secret: "faq",
        }  # fmt: skip
        used = await boss.fetch("SELECT file_id, article_id FROM article_picture WHERE tenant_id = $1", house.id)
        assert {tuple(row) for row in used} == {(house.picture, house.article), (house.secret, house.hidden)}
        assert await boss.fetchval("SELECT bytes FROM storage_use WHERE tenant_id = $1", house.id) == 1123


async def _tickets_know_their_organisation(boss: Any, one: House, two: House) -> None:
    rows = await boss.fetch("SELECT id, organisation_id, tags FROM ticket")
    assert {row["id"]: (row["organisation_id"], row["tags"]) for row in rows} == {
        one.ticket: (one.circus, []), two.ticket: (None, []),
    }  # fmt: skip


async def _all_is_indexed_anew(boss: Any, *houses: House) -> None:
    """By one job of each kind for each tenant, once the product is up again."""
    rows = await boss.fetch("SELECT tenant_id, job FROM outbox WHERE job LIKE '%.index_anew' AND state = 'pending'")
    jobs = ("faq.index_anew", "tickets.index_anew")
    assert sorted(map(tuple, rows)) == sorted((house.id, job) for house in houses for job in jobs)


async def _ratings_keep_their_question(boss: Any, one: House, two: House) -> None:
    """It is version 1 of the standard form; who had no words of their own has a form without any."""
    rows = await boss.fetch(
        """SELECT v.tenant_id, v.no, v.content ->> 'look' AS look, v.content -> 'question' ->> 'en' AS question, r.score
             FROM survey_form f JOIN survey_form_version v ON v.form_id = f.id
             LEFT JOIN rating r ON r.form_version_id = v.id WHERE f.is_default"""
    )
    assert {tuple(row) for row in rows} == {
        (one.id, 1, "faces", "All well, Carl?", 4), (two.id, 1, "faces", None, None),
    }  # fmt: skip


async def _walls_stand(boss: Any) -> None:
    open_tables = await boss.fetch(
        """SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
              AND relname <> 'migration' AND NOT (relrowsecurity AND relforcerowsecurity)"""
    )
    assert [row["relname"] for row in open_tables] == []


async def _a_tenant_sees_its_own(boss_url: str, house: House) -> None:
    """As the role of the product: its rows alone, and the article that everybody may read."""
    connection = await asyncpg.connect(boss_url)
    await connection.execute("SET ROLE polydesk_app")
    await connection.execute(f"SET app.tenant_id = '{house.id}'")
    assert [row["id"] for row in await connection.fetch("SELECT id FROM ticket")] == [house.ticket]
    readable = await connection.fetch("SELECT article_id FROM app.readable_texts('{public}')")
    assert [row["article_id"] for row in readable] == [house.article]
    await connection.execute("UPDATE ticket SET subject = 'Mended' WHERE id = $1", house.ticket)
    await connection.execute("DELETE FROM file WHERE id = $1", house.secret)
    assert await connection.fetchval("SELECT bytes FROM storage_use") == 1120
    await connection.close()
