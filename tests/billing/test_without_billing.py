"""A house that bills nobody (BL-12): no page, no address, no job about it, and nothing that a plan would limit."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from tests_limits import become, granted

from polydesk.kernel import storage
from polydesk.kernel.settings import settings
from tenants import entitlements

# What a process knows that has no key for Stripe.
ASKED = """
import json
from polydesk import routes
from polydesk.app import application, create_app
from polydesk.kernel.outbox import schedule
create_app()
paths = sorted({route.path for host in (routes.platform(), routes.tenant()) for route in application(host).routes})
print(json.dumps([paths, sorted(schedule._periods)]))
"""


def known() -> tuple[list[str], list[str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STRIPE_")}
    command = [sys.executable, "-c", ASKED]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    paths, periods = json.loads(done.stdout.splitlines()[-1])
    return paths, periods


def of_billing(names: list[str]) -> list[str]:
    return [name for name in names if "billing" in name or "stripe" in name]


def test_it_has_no_address_and_no_job_of_billing() -> None:
    paths, periods = known()
    assert "/admin/members" in paths
    assert periods
    assert of_billing(paths) == of_billing(periods) == []


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Billing was on, and is switched off."""
    assert settings().bills
    off = type("Off", (), {"bills": False, "storage_quota_mb": settings().storage_quota_mb})
    for name in ("tenants.entitlements", "polydesk.kernel.storage.room"):
        monkeypatch.setattr(sys.modules[name], "settings", lambda: off)


async def test_nothing_is_limited_and_nobody_stays_locked_out(acme: Any, without: None) -> None:
    await granted(acme, "free", seats=1, storage_mb=1, tickets=0, mails=0)
    await become(acme, "read_only")
    async with acme.unit():
        assert await entitlements.free_seats() is None
        assert await entitlements.limits_now() == entitlements.Limits()
        assert (await storage.room()).quota == settings().storage_quota_mb * storage.MEGABYTE
        assert not await entitlements.became_read_only()
    form = {"addresses": "ann@new.example", "role": "agent", "language": "en"}
    assert (await acme.ada.post("/admin/invitations", form)).status_code == 303
    called = {"subject": "A call", "key": "called-without-billing", "begins": "caller", "priority": "normal"}
    assert (await acme.alice.post("/desk/tickets/new", called)).status_code == 303
