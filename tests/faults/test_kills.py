"""Processes are killed and frozen while submissions come in; nothing accepted is lost, nobody is mailed twice.

`FAULT_SECONDS=600` plays for ten minutes instead of a few seconds, with longer freezes and crashes of the database.
"""

import asyncio
import os
import random
import time
from typing import Any

import pytest

SECONDS = float(os.environ.get("FAULT_SECONDS", "12"))
LONG = SECONDS > 60

pytestmark = pytest.mark.faults


async def test_it_loses_nothing_and_mails_nobody_twice(house: Any) -> None:
    chance = random.Random(os.environ.get("FAULT_SEED", "polydesk"))
    await asyncio.to_thread(_play, house, chance)
    await asyncio.sleep(0.5)
    house.end_submissions()
    unfinished = await house.wait_until_idle(patience=120)
    accepted, delivered = house.accepted(), house.delivered()
    print(f"{len(accepted)} accepted, {sum(delivered.values())} mails, hit: {dict(house.kills)}")
    assert unfinished == [], [dict(row) for row in unfinished]
    assert len(accepted) > 10 * SECONDS
    assert accepted - delivered.keys() == set(), "an accepted submission left no mail"
    assert {key: times for key, times in delivered.items() if times > 1} == {}, "somebody was mailed twice"


def _play(house: Any, chance: random.Random) -> None:
    """A hit each second or so; the courier is flushed and crashed on the way, in the long play the database too."""
    house.open()
    time.sleep(2.0)
    end = time.monotonic() + SECONDS
    turns = [house.flush_courier, lambda: house.crash_courier(away=2.0), house.crash_database]
    hits = 0
    while time.monotonic() < end:
        house.hit_somebody(chance, longest_freeze=20.0 if LONG else 2.0)
        hits += 1
        if hits % 5 == 0:
            turns[hits // 5 % len(turns) - 1]()
        time.sleep(chance.uniform(0.2, 0.8))
