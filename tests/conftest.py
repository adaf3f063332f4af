"""What every test stands on: a database made by the real migrations, the product in this process, and the cast.

Tests do not roll back. Each makes its own tenants through the cast, and row security keeps them apart, as in production.
"""

import gc
import hashlib
import inspect
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis.internal.conjecture import providers
from tests_depth import EVERYTHING, examples
from tests_ports import free_port

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
FOLDER = Path(tempfile.gettempdir()) / f"polydesk-tests-{os.getuid()}-{os.getpid()}-{WORKER}"

os.environ["BASE_URL"] = "http://localhost:8000"
os.environ["SECRET_KEY"] = "a secret that is long enough for tests and for nothing else"
os.environ["POLYDESK_DATA"] = str(FOLDER)
for name in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_PLATFORM_URL", "BROKER_URL", "SMTP_URL", "S3_BUCKET"):
    os.environ.pop(name, None)

# Whoever needs Stripe asks for the fixture `stripe`, which starts its twin there; until then nobody answers. A key of
# Stripe's test mode in the environment sends the same tests to Stripe itself (infra/handbook/billing.md).
if not os.environ.get("STRIPE_SECRET_KEY", "").startswith(("sk_test_", "rk_test_")):
    os.environ["STRIPE_SECRET_KEY"] = "sk_test_twin"
if os.environ["STRIPE_SECRET_KEY"] == "sk_test_twin":
    os.environ["STRIPE_API_BASE"] = f"http://127.0.0.1:{free_port()}"
os.environ["STRIPE_WEBHOOK_SECRET"] = "whsec_twin"

# How long examples take, or drawing them, says more about the machine's other work than about the code.
hypothesis.settings.register_profile(
    "calm",
    deadline=None,
    max_examples=examples(100),
    derandomize=not EVERYTHING,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("calm")
if not EVERYTHING:
    # It would draw constants of the modules that happen to be loaded by then, too: other ones after other scenes.
    providers._get_local_constants = providers.Constants


@pytest.fixture(scope="session")
def prepared(pytestconfig: pytest.Config) -> Callable[[Path], None]:
    """Lays a database with the schema that the migrations make into a folder: see tests/support/tests_prepared.py."""
    import tests_prepared

    cache = getattr(pytestconfig, "cache", None)
    return partial(tests_prepared.prepare, cache=cache and cache.mkdir("database"))


@pytest.fixture(scope="session")
def embedded_postgres(prepared: Callable[[Path], None]) -> Iterator[Any]:
    """An embedded PostgreSQL of this test process."""
    import tests_prepared

    from polydesk.kernel.settings import settings
    from polydesk.runtime import postgres as embedded

    shutil.rmtree(FOLDER / "postgres", ignore_errors=True)  # of a run that was killed, whose number this one has
    prepared(FOLDER / "postgres")
    running = embedded.start(FOLDER / "postgres", **tests_prepared.CARELESS)
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
    """The schema, as the migrations made it; pools of the session's loop are closed at the end."""
    from polydesk.kernel import database as kernel_database

    yield
    await kernel_database.close_pools()


@pytest.fixture(scope="session")
async def product(database: None, pytestconfig: pytest.Config) -> Any:
    """The whole product as one ASGI application."""
    from polydesk.app import create_app

    made = create_app()
    _keep_templates(pytestconfig)
    gc.freeze()
    return made


def _keep_templates(config: pytest.Config) -> None:
    """As in production: nobody asks whether one has changed, and pieces are drawn once. What they were compiled to is
    kept from run to run, for as long as it is the same compiler.
    """
    import jinja2

    import i18n.jinja
    from polydesk.kernel.web import compiling, rendering

    pages, cache = rendering.environment(), getattr(config, "cache", None)
    pages.auto_reload = False
    if cache is not None:
        about = [sys.version, jinja2.__version__]
        about += [inspect.getsource(module) for module in (compiling, rendering, i18n.jinja)]
        folder = cache.mkdir(f"templates-{hashlib.sha256(repr(about).encode()).hexdigest()[:16]}")
        pages.bytecode_cache = jinja2.FileSystemBytecodeCache(str(folder))


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[pytest.MonkeyPatch]:
    """Guessing is dear in production; here only who asks for `dear_passwords` pays."""
    from argon2 import PasswordHasher

    from polydesk.kernel import passwords

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield patch


@pytest.fixture(scope="session", autouse=True)
def _nothing_by_the_machines_time() -> Iterator[None]:
    """Whoever waits for a connection or an answer is refused after a while in production: here fifty at once, or six
    thousand rows in one statement, wait for a slow machine. What pages have counted is written when a scene says so, and
    not in the middle of another one half a minute later.
    """
    from polydesk.kernel import database, tally

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "ACQUIRE_TIMEOUT_S", 60.0)
        patch.setattr(database, "STATEMENT_TIMEOUT_S", 300.0)
        patch.setattr(tally, "EVERY_S", 86_400.0)
        yield


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


@pytest.fixture(autouse=True)
def _at_nobodys_site() -> None:
    """What a fixture of the session visits would stay the site of every scene after it, and its language theirs."""
    from tenants import here

    here.enter(None)


@pytest.fixture(scope="session")
def stripe_process() -> Iterator[str]:
    """The address of Stripe's twin, or of Stripe itself."""
    from urllib.parse import urlsplit

    import tests_twin

    base = os.environ.get("STRIPE_API_BASE", "https://api.stripe.com")
    if os.environ["STRIPE_SECRET_KEY"] != "sk_test_twin":
        yield base
        return
    with tests_twin.running(urlsplit(base).port or 0) as address:
        yield address


@pytest.fixture(scope="session")
async def stripe_sells(stripe_process: str, database: None) -> None:
    """What our plans say is sold there, as `polydesk billing sync` does it; at Stripe itself somebody has done so.

    Whoever asks Stripe asks our rows as well, whether it takes our key.
    """
    from billing.syncing import Sync

    if os.environ["STRIPE_SECRET_KEY"] == "sk_test_twin":
        await Sync().run()


@pytest.fixture
async def stripe(stripe_process: str, stripe_sells: None) -> AsyncIterator[Any]:
    """Stripe, for one test: see tests/support/tests_stripe.py."""
    import tests_stripe

    async with tests_stripe.at_work(stripe_process, os.environ["STRIPE_SECRET_KEY"]) as made:
        yield made


@pytest.fixture(scope="session")
def door() -> Iterator[socket.socket]:
    """Where the browser finds a product that is served by this very process, whatever its hosts are called."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        yield listening


@pytest.fixture(scope="session")
async def browser(door: socket.socket, pytestconfig: pytest.Config) -> AsyncIterator[Any]:
    """A real one for all scenes of this process: see tests/support/tests_browser.py."""
    import tests_browser
    import tests_sound

    async with tests_browser.launched(os.environ["BASE_URL"], door.getsockname()[1]) as made:
        tests_sound.remember(pytestconfig, made.version)
        yield made


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


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded meanwhile stays until the end: nobody needs to look through it for what is left over."""
    gc.disable()
    result = yield
    gc.freeze()
    gc.enable()
    return result


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys and faults come last, so that what is quick fails first."""
    items.sort(key=lambda item: ("browser" in item.keywords) + 2 * ("faults" in item.keywords))
