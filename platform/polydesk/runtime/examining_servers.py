"""Examines what the product stands on: database, roles, migrations, jobs, broker, storage, mail."""

import http.client
from collections.abc import AsyncIterator, Iterator
from typing import Any

from billing import examining, incoming
from polydesk.intake.metrics import quarantined
from polydesk.kernel import database, migrating, unit
from polydesk.kernel.database import Role
from polydesk.kernel.mail.smtp import SmtpTransport
from polydesk.kernel.outbox import broker
from polydesk.kernel.outbox.trouble import DATABASE_AWAY
from polydesk.kernel.settings import Settings
from polydesk.kernel.storage.stores import StorageDown, store
from polydesk.runtime.finding import Finding, note, ok, wrong
from polydesk.runtime.redaction import shown

OLDEST_POSTGRES = 160_000
EXTENSIONS = ("pg_trgm", "unaccent")

ROLE = "SELECT rolname, rolsuper OR rolbypassrls AS free FROM pg_roles WHERE rolname = current_user"
JOBS = """
SELECT count(*) FILTER (WHERE state = 'dead') AS dead,
       count(*) FILTER (WHERE state = 'pending' AND due < now()) AS due,
       extract(epoch FROM now() - min(due) FILTER (WHERE state = 'pending' AND due < now()))::int AS age
FROM outbox
"""


def first_page(running: dict[str, Any]) -> Iterator[Finding]:
    """Whether the running server says that it is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", running["port"], timeout=5)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        words = answer.read(200).decode(errors="replace")
    except OSError as error:
        yield wrong("web", f"does not answer on port {running['port']}: {error}")
        return
    finally:
        connection.close()
    yield ok("web", "ready") if answer.status == 200 else wrong("web", f"not ready: {words}")


async def examine(chosen: Settings) -> AsyncIterator[Finding]:
    try:
        async for finding in _database(chosen):
            yield finding
    except DATABASE_AWAY as error:
        place = shown("DATABASE_URL", chosen.database_url)
        yield wrong("database", f"{place} does not do as asked: {type(error).__name__}: {error}")
    finally:
        await database.close_pools()
    yield await _broker(chosen)
    yield await _storage(chosen)
    yield await _mail(chosen)
    async for finding in _billing(chosen):
        yield finding


async def _database(chosen: Settings) -> AsyncIterator[Finding]:
    owner = await migrating.MigrationEngine().get_new_connection()
    try:
        number = int(await owner.fetchval("SHOW server_version_num"))
        name = await owner.fetchval("SHOW server_version")
        place = shown("DATABASE_URL", chosen.database_url)
        if number < OLDEST_POSTGRES:
            yield wrong("database", f"PostgreSQL {name} at {place}; Polydesk needs 16 or newer")
        else:
            yield ok("database", f"PostgreSQL {name} at {place}")
        if await owner.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
            yield note("database", "DATABASE_URL names a superuser; an owner with CREATEROLE is enough")
        present = {row["extname"] for row in await owner.fetch("SELECT extname FROM pg_extension")}
        if missing := sorted(set(EXTENSIONS) - present):
            yield note("database", f"the extensions {', '.join(missing)} are not there yet; the migrations make them")
        pending = sorted(_known_migrations() - await migrating.applied(owner))
    finally:
        await owner.close()
    if pending:
        yield wrong("migrations", f"{len(pending)} have not run: {', '.join(pending)}; run `polydesk migrate`")
        return
    yield ok("migrations", "all have run")
    for role in ("app", "platform"):
        yield await _role(role)
    yield await _jobs()
    yield await _quarantine()
    for line in await _refused_calls():
        yield wrong("billing", line)


def _known_migrations() -> set[str]:
    from piccolo.apps.migrations.commands.base import BaseMigrationManager

    found = BaseMigrationManager()
    return {
        f"{app} {name}"
        for app in found.get_sorted_app_names()
        for name in found.get_migration_modules(found.get_app_config(app).resolved_migrations_folder_path)
    }


async def _role(role: Role) -> Finding:
    """Whether the role lets us in, and cannot see past row security."""
    connection = await database.acquire(role)
    try:
        about = await connection.fetchrow(ROLE)
    finally:
        await database.release(role, connection)
    if about["free"]:
        return wrong("role", f"{about['rolname']} passes row security; take SUPERUSER and BYPASSRLS away from it")
    return ok("role", f"{about['rolname']} is let in and bound by row security")


async def _jobs() -> Finding:
    async with unit.platform():
        row = await unit.fetchrow(JOBS)
    assert row is not None
    if row["dead"]:
        return wrong("jobs", f"{row['dead']} failed for good; the operator's console shows why and replays them")
    if (row["age"] or 0) > 60:
        return wrong("jobs", f"{row['due']} wait, the oldest for {row['age']} s; do worker and clock run?")
    return ok("jobs", f"{row['due']} wait, none failed for good")


async def _refused_calls() -> list[str]:
    async with unit.platform():
        return await examining.refused()


async def _quarantine() -> Finding:
    many, oldest = await quarantined()
    if oldest is None:
        return ok("mail in", "no mail waits in quarantine")
    return note(
        "mail in", f"{many} wait in quarantine, the oldest since {oldest:%Y-%m-%d}; admins decide under Mail in"
    )


async def _broker(chosen: Settings) -> Finding:
    if not chosen.broker_url:
        return note("broker", "BROKER_URL is not set: workers take their jobs from the database, a little later")
    place = shown("BROKER_URL", chosen.broker_url)
    if await broker.in_thread(broker.ping):
        return ok("broker", place)
    return wrong("broker", f"{place} does not answer; jobs run late until it does")


async def _storage(chosen: Settings) -> Finding:
    place = f"bucket {chosen.s3_bucket}" if chosen.s3_bucket else "the data folder"
    try:
        await store().list_keys("doctor/")
    except (StorageDown, OSError) as error:
        return wrong("storage", f"{place} does not answer: {error}")
    return ok("storage", place)


async def _mail(chosen: Settings) -> Finding:
    if chosen.smtp_url:
        place = shown("SMTP_URL", chosen.smtp_url)
        problem = await SmtpTransport(chosen.smtp_url).problem()
        return wrong("mail", f"{place}: {problem}") if problem else ok("mail", place)
    if chosen.ses_region:
        return ok("mail", f"Amazon SES in {chosen.ses_region} (not asked)")
    return note("mail", "captured, to be read at /mailbox; set SMTP_URL or SES_REGION to send")


async def _billing(chosen: Settings) -> AsyncIterator[Finding]:
    if not chosen.bills:
        yield note("billing", "off: STRIPE_SECRET_KEY is not set, so nobody is charged and nothing is limited")
        return
    place = chosen.stripe_api_base or "Stripe"
    mode = "live" if incoming.is_live() else "test"
    if mode == "test" and chosen.is_production:
        yield wrong("billing", "STRIPE_SECRET_KEY is of the test mode: nobody is really charged")
    problem = await examining.problem()
    words = f"on, {mode} key, {place} answers, STRIPE_WEBHOOK_SECRET is set"
    yield wrong("billing", f"{place}: {problem}") if problem else ok("billing", words)
