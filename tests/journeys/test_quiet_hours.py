"""Nora's nights are quiet: what happens then reaches her by mail in the morning, by the clock on her own wall."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psutil
import pytest
from tests_company import Company, found
from tests_running import Running

pytestmark = pytest.mark.browser

HUM = "A lamp that hums"
# In one of them it is night now, and no morning within the next half hour.
PLACES = ("Asia/Tokyo", "Europe/Rome", "America/Los_Angeles")


async def test_what_is_said_at_night_is_mailed_in_the_morning_of_the_reader(polydesk: Running, window: Any) -> None:
    zone, morning = night_somewhere()
    owls = await found(polydesk, window, "owls", zone="Europe/Budapest")
    nora = await owls.welcomes("nora", zone=zone.key)
    await nora.goes("/account")
    await nora.page.select_option("[name=zone]", value=zone.key)
    await nora.submits(nora.page.locator("form:has([name=zone]) [type=submit]").first)
    await nora.goes("/desk/notices/settings")
    await nora.types(from_mon="20:00", to_mon="08:00")
    await nora.submits("Copy the first day to all")
    await nora.page.check("[name=on][value='mentioned/mail']")
    await nora.submits("Save")

    ticket = await owls.was_asked(email="carl@night.example", subject=HUM, message="All night.")
    olga = owls.owner
    await olga.goes(f"/desk/tickets/{ticket.number}?write=note")
    await olga.page.locator("#note-body").fill("@nora have you heard of humming lamps?")
    await olga.presses("Add internal note")
    await nora.goes("/account")
    await nora.sees("1 new notification", within=".desk-bell-count")

    with worker(owls) as works_until:
        works_until(morning - timedelta(minutes=1))
        assert not any(HUM in mail.text for mail in polydesk.letters(owls.address_of("nora")))
        works_until(morning + timedelta(minutes=1))
    await polydesk.letter(owls.address_of("nora"), HUM)


def night_somewhere() -> tuple[ZoneInfo, datetime]:
    """Where it is night, and when it is eight in the morning there."""
    for zone in map(ZoneInfo, PLACES):
        wall = datetime.now(zone)
        morning = wall.replace(hour=8, minute=0, second=0, microsecond=0)
        if wall.hour >= 20:
            return zone, (morning + timedelta(days=1)).astimezone(UTC)
        if wall + timedelta(minutes=30) < morning:
            return zone, morning.astimezone(UTC)
    raise AssertionError("it is day everywhere")


def environment(of: psutil.Process) -> dict[str, str]:
    """What the product was told; nothing if it is another process, or over."""
    with suppress(psutil.Error):
        told = of.environ()
        return told if "BASE_URL" in told else {}
    return {}


@contextmanager
def worker(company: Company) -> Iterator[Callable[[datetime], None]]:
    """What a worker does for this company when it is that hour."""
    environ = next(filter(None, map(environment, psutil.Process(company.polydesk.pid).children(recursive=True))))
    script = Path(__file__).with_name("worker_at.py")
    command = [sys.executable, str(script), company.slug]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environ, stdin=pipe, stdout=pipe, text=True, bufsize=1) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        told, answers = process.stdin, process.stdout

        def works_until(hour: datetime) -> None:
            print(hour.isoformat(), file=told)
            assert "done\n" in iter(answers.readline, "")

        yield works_until
        told.close()
    assert process.returncode == 0
