"""A process starts quickly and small, because it imports what is heavy when it first needs it, and not before."""

import subprocess
import sys
from functools import cache

import pytest

ENTRANCES = {
    "web": "from polydesk.app import create_app; create_app()",
    "worker": "import polydesk.worker; polydesk.worker.wiring.load()",
    "clock": "from polydesk import wiring; from polydesk.kernel.outbox import sweeper; wiring.load()",
}

# What nearly every page or job needs. Another one joins because it must, not because somebody wrote an import; what few
# need is imported by those, where they need it, as the rest of our libraries are.
AT_ONCE = {
    *("anyio", "argon2", "asyncpg", "babel", "brotli", "idna", "imap_tools", "jinja2", "linkify_it"),
    *("litestar", "litestar_htmx", "mailparser_reply", "markdown_it", "markupsafe", "msgspec", "multipart", "nh3"),
    *("prometheus_client", "structlog", "tzdata"),
}
# What these bring along themselves.
THEIRS = {
    *("_argon2_cffi_bindings", "_brotli", "_cffi_backend", "annotated_types", "colorama", "greenlet"),
    *("mdurl", "multidict", "sniffio", "typing_extensions", "uc_micro", "yaml"),
}
OF_THE_WORKER = {"dramatiq", "psutil"}
NO_LIBRARIES = {"_distutils_hack"}

LIBRARIES = """
for name, module in list(sys.modules.items()):
    if "site-packages" in (getattr(module, "__file__", None) or ""):
        print(name.partition(".")[0])
"""


@cache
def libraries_after(statement: str) -> set[str]:
    """Which libraries a fresh Python has imported then."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{statement}\n{LIBRARIES}"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split()) - NO_LIBRARIES


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_a_process_starts_without_what_few_requests_or_jobs_need(entrance: str) -> None:
    assert libraries_after(ENTRANCES[entrance]) - AT_ONCE - THEIRS - OF_THE_WORKER == set()


def test_the_web_starts_without_what_only_jobs_need() -> None:
    assert libraries_after(ENTRANCES["web"]) & OF_THE_WORKER == set()


def test_no_library_is_expected_that_comes_late() -> None:
    assert AT_ONCE - libraries_after(ENTRANCES["web"]) == set()


def test_a_broker_of_one_kind_brings_no_client_of_the_other() -> None:
    heavy = {"dramatiq", "redis", "pika"}
    assert libraries_after("import polydesk.kernel.outbox.valkey_broker") & heavy == {"dramatiq", "redis"}
    assert libraries_after("import polydesk.kernel.outbox.rabbit_broker") & heavy == {"dramatiq", "pika"}
