"""The walls, read from PostgreSQL's own catalogue: a table without protection fails the build."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

# Tables of the platform itself: no tenant column leads them, only the role platform (and named policies) reach them.
PLATFORM_TABLES = {
    "tenant",
    "tenant_host",
    "sender_claim",
    "identity",
    "identity_token",
    "erasure",
    "platform_session",
    "billing_customer",
    "billing_check",
    "billing_difference",
    "billing_event",
    "billing_heard",
    "billing_month",
    "billing_price_change",
    "billing_refused_call",
    "billing_trial",
    "periodic",
    "migration",
}
MAY_BE_READ_ACROSS = {
    "outbox",
    "mail",
    "file",
    "audit",
    "member",
    "session",
    "brand",
    "ticket",
    "article",
    "rating",
    "storage_use",
    "search_shown",  # only when they were asked last, to forget them
    "machine_draft",  # only its age, to forget it
    "text_gap",  # only its days, to forget them
    "sla_timer",
    "schedule_setting",
    "contract",
    "report_due",  # only whose it is, to count what changed
    "report_score_due",  # likewise
    "report_day_due",  # likewise
    "report_month",  # only whose are stale
    "report_mail",  # only when the next one is due
    "survey_box",  # only in whose something lies
    "api_answered",  # only whose there are, to forget them
    "mail_in",  # only how many wait in quarantine, and since when
    "sender",  # only when it was looked up, for the daily round
    "mail_account",  # only which there are to be looked into
    "billing_account",
    "billing_subscription",
    "billing_invoice",
    "billing_moment",
    "billing_given",  # since when and until when a plan of ours counted
    "billing_notice",  # what a company was told
    "tenant_export",  # only how they stand
}


@pytest.fixture
async def owner(database: None, postgres: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(postgres)
    yield connection
    await connection.close()


async def tables(owner: Any) -> dict[str, Any]:
    rows = await owner.fetch(
        "SELECT relname, relrowsecurity, relforcerowsecurity, oid FROM pg_class "
        "WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    return {row["relname"]: row for row in rows}


async def test_it_forces_row_security_on_every_table(owner: Any) -> None:
    open_tables = [
        name
        for name, row in (await tables(owner)).items()
        if name != "migration" and not (row["relrowsecurity"] and row["relforcerowsecurity"])
    ]
    assert open_tables == []


async def test_it_leads_every_key_of_a_tenant_table_with_the_tenant(owner: Any) -> None:
    rows = await owner.fetch(
        """SELECT c.conrelid::regclass::text AS on_table, c.conname,
                  (SELECT attname FROM pg_attribute WHERE attrelid = c.conrelid AND attnum = c.conkey[1]) AS first
             FROM pg_constraint c
            WHERE c.contype IN ('p', 'u', 'f') AND c.connamespace = 'public'::regnamespace"""
    )
    wrong = [
        row["conname"]
        for row in rows
        if row["on_table"] not in PLATFORM_TABLES
        and row["first"] != "tenant_id"
        and row["conname"] != "member_identity_id_fkey"  # the login is the platform's, and belongs to several tenants
    ]
    assert wrong == []


async def test_it_leads_every_index_of_a_tenant_table_with_the_tenant(owner: Any) -> None:
    rows = await owner.fetch(
        """SELECT i.indrelid::regclass::text AS on_table, i.indexrelid::regclass::text AS name,
                  pg_get_indexdef(i.indexrelid, 1, true) AS first
             FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace"""
    )
    wrong = [row["name"] for row in rows if row["on_table"] not in PLATFORM_TABLES and row["first"] != "tenant_id"]
    # A person's desks in all tenants are found by the login.
    assert wrong == ["member_identity"]


async def test_it_lets_the_application_own_and_bypass_nothing(owner: Any) -> None:
    roles = await owner.fetch(
        "SELECT * FROM pg_roles WHERE rolname IN "
        "('polydesk_app', 'polydesk_platform', 'polydesk_search', 'polydesk_eraser')"
    )
    strong = ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb")
    assert [(role["rolname"], right) for role in roles for right in strong if role[right]] == []
    owned = await owner.fetchval(
        "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) IN ('polydesk_app', 'polydesk_platform')"
    )
    assert owned == 0


async def test_it_names_every_table_that_the_platform_reads_across_tenants(owner: Any) -> None:
    rows = await owner.fetch("SELECT tablename FROM pg_policies WHERE 'polydesk_platform' = ANY (roles)")
    assert {row["tablename"] for row in rows} - PLATFORM_TABLES == MAY_BE_READ_ACROSS


async def test_it_shows_no_word_of_a_ticket_to_the_platform(owner: Any) -> None:
    columns = await owner.fetch(
        "SELECT table_name, column_name FROM information_schema.column_privileges WHERE grantee = 'polydesk_platform' "
        "AND table_name IN ('ticket', 'message', 'mail', 'person', 'article', 'article_text', 'rating', 'file')"
    )
    seen = {(row["table_name"], row["column_name"]) for row in columns}
    secret = {"subject", "body", "html", "text", "comment", "name", "to_address", "words", "title", "notes"}
    assert not {pair for pair in seen if pair[1] in secret}


async def test_it_runs_definer_functions_with_a_fixed_path_and_their_own_tenant_condition(owner: Any) -> None:
    rows = await owner.fetch(
        "SELECT proname, proconfig, prosrc, pg_get_userbyid(proowner) AS owned_by FROM pg_proc "
        "WHERE prosecdef AND pronamespace IN ('app'::regnamespace, 'public'::regnamespace)"
    )
    for row in rows:
        owner_of = {
            "erase_some": "polydesk_eraser"
        }  # demands that the tenant is erased; nobody but the platform calls it
        assert row["owned_by"] == owner_of.get(row["proname"], "polydesk_search"), row["proname"]
        assert any(text.startswith("search_path=") for text in row["proconfig"]), row["proname"]
        assert "app.tenant_id()" in row["prosrc"], row["proname"]


async def test_it_looks_through_views_with_the_eyes_of_whoever_asks(owner: Any) -> None:
    rows = await owner.fetch(
        "SELECT relname, reloptions FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
    )
    extension_views = {"pg_stat_statements"}
    blind = [row["relname"] for row in rows if "security_invoker=true" not in (row["reloptions"] or [])]
    assert set(blind) - extension_views == set()
