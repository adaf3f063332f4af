"""Identifiers are of their time and in order, however many are made at once and whatever the machine's clock does."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from polydesk.kernel import ids
from polydesk.kernel.ids import new_id


def test_it_is_a_version_7_of_this_millisecond(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_last", 0)
    before = time.time_ns() // 1_000_000
    made = new_id()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000 + 1


def test_those_of_one_millisecond_are_in_order() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_those_of_several_threads_are_in_order_in_each() -> None:
    def make(_thread: int) -> list[UUID]:
        return [new_id() for _ in range(2_000)]

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(make, range(4)))
    assert all(one == sorted(one) for one in made)
    assert len({one for many in made for one in many}) == 8_000


def test_they_stay_in_order_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_last", 0)
    before = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert before < new_id() < new_id()
