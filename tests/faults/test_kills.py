"""Processes are killed and frozen while tickets come in over HTTP; nothing accepted is lost, nobody is mailed twice.

`FAULT_SECONDS=600` plays for ten minutes instead of a few seconds, with longer freezes and crashes of the database;
`FAULT_KILLS=200` goes on until so many have been killed.
"""

import asyncio
import os
import random
import time
from typing import Any

import pytest
from tests_customers import Customers, address_of

SECONDS = float(os.environ.get("FAULT_SECONDS", "8"))
KILLS = int(os.environ.get("FAULT_KILLS", "0"))
TICKETS = 4 * SECONDS
LONG = SECONDS > 60
EVERY = 3
# Where the machine has much other work, processes come back late, and the play lasts until enough has happened.
LONGEST = 2 * SECONDS + 120

pytestmark = pytest.mark.faults


async def test_it_loses_nothing_and_mails_nobody_twice(house: Any) -> None:
    customers = Customers(house.port, [f"tenant-{number}" for number in range(3)])
    chance = random.Random(os.environ.get("FAULT_SEED", "polydesk"))
    sending = asyncio.create_task(customers.send(at_once=4 if LONG else 2))
    await asyncio.to_thread(_play, house, chance, customers)
    customers.is_over = True
    await sending
    unfinished = await house.wait_until_idle(patience=120)
    tickets, receipts = await house.tickets(), house.receipts()
    lost = customers.accepted - tickets.keys()
    doubled = {subject: times for subject, times in tickets.items() if times > 1}
    unsent = {subject for subject in tickets if address_of(subject) not in receipts}
    sent_twice = {address: times for address, times in receipts.items() if times > 1}
    print(
        f"{len(customers.accepted)} accepted, {customers.repeats} sent again, {len(lost)} lost, {len(doubled)} doubled, "
        f"{len(unsent)} without a receipt, {len(sent_twice)} with two; hit: {dict(house.kills)}"
    )
    assert unfinished == [], [dict(row) for row in unfinished]
    assert customers.strange == []
    assert len(customers.accepted) > TICKETS
    assert house.kills["kill"] >= KILLS
    assert lost == set(), "an accepted ticket is not there"
    assert tickets.keys() - customers.accepted - customers.unsure == set(), "a ticket that nobody sent"
    assert doubled == {}, "a ticket that was sent again became two"
    assert unsent == set(), "a ticket left no receipt"
    assert sent_twice == {}, "somebody got two receipts for one ticket"


def _play(house: Any, chance: random.Random, customers: Customers) -> None:
    """A hit each half second or so, at a pace at which processes come back; after each third the courier is flushed or
    crashed, or the database is, and each of these comes at least once."""
    house.open()
    house.wait_for_the_web()
    began = time.monotonic()
    turns = [house.flush_courier, lambda: house.crash_courier(away=2.0), house.crash_database]
    hits = 0
    while (lasted := time.monotonic() - began) < LONGEST:
        has_lasted = lasted > SECONDS and hits >= EVERY * len(turns)
        if has_lasted and len(customers.accepted) > TICKETS and house.kills["kill"] >= KILLS:
            return
        house.hit_somebody(chance, longest_freeze=20.0 if LONG else 2.0)
        hits += 1
        if hits % EVERY == 0:
            turns[hits // EVERY % len(turns) - 1]()
        time.sleep(chance.uniform(0.2, 0.9))
