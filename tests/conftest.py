"""What every test stands on: a database made by the real migrations, the product in this process, and the cast.

Tests do not roll back. Each makes its own tenants through the cast, and row security keeps them apart, as in production.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
FOLDER = Path(tempfile.gettempdir()) / f"polydesk-tests-{os.getuid()}-{os.getpid()}-{WORKER}"

os.environ["BASE_URL"] = "http://localhost:8000"
os.environ["SECRET_KEY"] = "a secret that is long enough for tests and for nothing else"
os.environ["POLYDESK_DATA"] = str(FOLDER)
for name in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_PLATFORM_URL", "BROKER_URL", "SMTP_URL", "S3_BUCKET"):
    os.environ.pop(name, None)

# How long an example takes says more about the machine's other work than about the code.
hypothesis.settings.register_profile("calm", deadline=None)
hypothesis.settings.load_profile("calm")


@pytest.fixture(scope="session")
def embedded_postgres() -> Iterator[Any]:
    """An embedded PostgreSQL of this test process."""
    from polydesk.kernel.settings import settings
    from polydesk.runtime import postgres as embedded

    # What these tests write need not outlive the machine.
    running = embedded.start(FOLDER / "postgres", fsync="off", synchronous_commit="off", full_page_writes="off")
    os.environ["DATABASE_URL"] = running.url
    settings.cache_clear()  # whoever read them before PostgreSQL was up
    yield running
    running.stop()
    shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(embedded_postgres: Any) -> str:
    """The owner's address, as the product would get it."""
    return str(embedded_postgres.url)


@pytest.fixture(scope="session")
def superuser_url(embedded_postgres: Any) -> str:
    """For tests that must see over the walls; the product has no such address."""
    return str(embedded_postgres.superuser_url).replace("/postgres?", "/polydesk?")


@pytest.fixture(scope="session")
async def database(postgres: str, superuser_url: str) -> AsyncIterator[None]:
    """The schema, as the migrations make it; pools of the session's loop are closed at the end."""
    from polydesk.kernel import database as kernel_database

    await _hurry(superuser_url)
    await kernel_database.migrate()
    yield
    await kernel_database.close_pools()


async def _hurry(superuser_url: str) -> None:
    """No test outlives a power cut, so PostgreSQL need not wait for the disk."""
    import asyncpg

    connection = await asyncpg.connect(superuser_url)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        await connection.execute(f"ALTER SYSTEM SET {setting} = off")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


@pytest.fixture(scope="session")
async def product(database: None) -> Any:
    """The whole product as one ASGI application."""
    from polydesk.app import create_app

    return create_app()


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    from polydesk.kernel import throttle

    throttle.forget_all()


@pytest.fixture
async def cast(product: Any) -> AsyncIterator[Any]:
    """Acme and Globex with their people, freshly moved in: see tests/support/tests_cast.py."""
    from tests_cast import Cast

    made = await Cast.move_in(product)
    yield made
    await made.leave()


@pytest.fixture
async def acme(cast: Any) -> Any:
    return cast.acme


@pytest.fixture
async def globex(cast: Any) -> Any:
    return cast.globex


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys and faults come last, so that what is quick fails first."""
    items.sort(key=lambda item: ("browser" in item.keywords) + 2 * ("faults" in item.keywords))
