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
async def database(postgres: str) -> AsyncIterator[None]:
    """The schema, as the migrations make it; pools of the session's loop are closed at the end."""
    from polydesk.kernel import database as kernel_database

    await kernel_database.migrate()
    yield
    await kernel_database.close_pools()


@pytest.fixture(scope="session")
async def product(database: None) -> Any:
    """The whole product as one ASGI application."""
    from polydesk.app import create_app

    return create_app()


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[pytest.MonkeyPatch]:
    """Guessing is dear in production; here only who asks for `dear_passwords` pays."""
    from argon2 import PasswordHasher

    from polydesk.kernel import passwords

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield patch


@pytest.fixture
def dear_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in production, for scenes about what passwords cost."""
    from polydesk.kernel import passwords

    passwords._dummy.cache_clear()
    monkeypatch.setattr(passwords, "_hasher", passwords.OWASP)
    yield
    passwords._dummy.cache_clear()


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    from polydesk.kernel import throttle

    throttle.forget_all()


@pytest.fixture
async def acme(product: Any) -> AsyncIterator[Any]:
    """Acme and its people, freshly moved in: see tests/support/tests_cast.py."""
    import tests_cast

    made = await tests_cast.acme(product)
    yield made
    await made.leave()


@pytest.fixture
async def globex(product: Any) -> AsyncIterator[Any]:
    """Its neighbour, who must see nothing of it."""
    import tests_cast

    made = await tests_cast.globex(product)
    yield made
    await made.leave()


@pytest.fixture
async def cast(product: Any, acme: Any, globex: Any) -> AsyncIterator[Any]:
    """Both, and somebody on the platform's host."""
    import tests_cast

    made = tests_cast.Cast(acme, globex, tests_cast.passer_by(product))
    yield made
    await made.platform.client.aclose()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys and faults come last, so that what is quick fails first."""
    items.sort(key=lambda item: ("browser" in item.keywords) + 2 * ("faults" in item.keywords))
