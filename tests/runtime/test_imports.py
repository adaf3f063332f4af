"""A process starts quickly and small, because it imports what is heavy when it first needs it, and not before."""

import subprocess
import sys

HEAVY = ("PIL", "boto3", "dramatiq", "holidays", "mrml", "pika", "pydantic", "redis", "stripe")
FOUND = f"print(*[name for name in {HEAVY} if name in sys.modules])"


def heavy_after(statement: str) -> set[str]:
    """Which of the heavy libraries a fresh Python has imported then."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {statement}; {FOUND}"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_web_starts_without_what_few_requests_need() -> None:
    assert heavy_after("from polydesk.app import create_app; create_app()") == set()


def test_a_broker_of_one_kind_brings_no_client_of_the_other() -> None:
    assert heavy_after("import polydesk.kernel.outbox.valkey_broker") == {"dramatiq", "redis"}
    assert heavy_after("import polydesk.kernel.outbox.rabbit_broker") == {"dramatiq", "pika"}
