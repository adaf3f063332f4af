"""The intake and its workers are killed while mails come in: what was answered with 250 is one ticket, and only one."""

import asyncio
import smtplib
import threading
import time
from contextlib import suppress
from typing import Any

import pytest
from tests_mails import written
from tests_ports import free_port

pytestmark = pytest.mark.faults

KILLS = 3
LONGEST_S = 120.0
ENDED = "SELECT count(*) AS rows FROM mail_in WHERE state <> 'done'"


async def test_what_was_taken_is_one_ticket_whoever_is_killed(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("MAIL_IN_LISTEN", f"127.0.0.1:{port}")
    monkeypatch.setenv("MAIL_IN_DOMAIN", "localhost")
    for role in ("intake", "worker", "clock"):
        house.cast(role, role)
    over, taken = threading.Event(), set[str]()
    sending = asyncio.create_task(asyncio.to_thread(send_until, over, port, taken))
    await asyncio.to_thread(play, house, taken)
    over.set()
    await sending
    unfinished = await house.wait_until_idle(patience=120)
    tickets = await house.tickets()
    print(f"{len(taken)} taken, {sum(tickets.values())} tickets; hit: {dict(house.kills)}")
    assert unfinished == [], [dict(row) for row in unfinished]
    assert [row["rows"] for row in await house.rows(ENDED)] == [0]
    assert len(taken) > 5 * 2 * KILLS
    assert taken - tickets.keys() == set(), "an accepted mail is no ticket"
    assert {subject: times for subject, times in tickets.items() if times > 1} == {}, "a mail became two tickets"


def send_until(over: threading.Event, port: int, taken: set[str]) -> None:
    """Adds the subjects that were answered with 250. What was not is sent again until it is, as mail servers do."""
    number = 0
    while not over.is_set():
        subject = f"Mail {number}"
        mail = written(subject=subject, author=f"customer-{number}@mails.example", to="support@tenant-0.localhost")
        while not over.is_set() and subject not in taken:
            with suppress(OSError, smtplib.SMTPException):
                with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
                    client.sendmail("customer@mails.example", "support@tenant-0.localhost", mail.as_bytes())
                taken.add(subject)
            time.sleep(0.05)
        number += 1


def play(house: Any, taken: set[str]) -> None:
    """Each is killed in turn, as soon as mails come in again: processes need their time to come back."""
    intake, worker, _clock = house.actors
    for victim in (None, *[intake, worker] * KILLS):
        if victim is not None:
            victim.kill()
            victim.start()
            house.kills["kill"] += 1
        had, end = len(taken), time.monotonic() + LONGEST_S
        while len(taken) < had + 5 and time.monotonic() < end:
            time.sleep(0.05)
