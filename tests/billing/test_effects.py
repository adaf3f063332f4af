"""What a smaller plan takes away, and what begins at once."""

import pytest

from billing.effects import effects_of
from billing.plans import limits_of
from billing.wishes import Wish, begins_at_once, wish_for

TEAM = Wish("team", "month", 2)


@pytest.mark.parametrize(
    ("wish", "at_once"),
    [
        (Wish("business", "month"), True),
        (Wish("team", "month", 3), True),
        (Wish("team", "year", 2), True),
        (Wish("team", "month", 1), False),
        (Wish("team", "year", 1), False),
        (Wish("free", "month"), False),
    ],
)
def test_more_begins_at_once_and_less_when_the_period_is_used_up(wish: Wish, at_once: bool) -> None:
    assert begins_at_once(TEAM, wish) is at_once


def test_a_year_that_is_paid_is_never_cut_short() -> None:
    assert not begins_at_once(Wish("team", "year", 2), Wish("business", "month"))


def test_people_count_all_seats_and_a_plan_gives_what_it_includes() -> None:
    assert [wish_for("team", "month", seats).seats for seats in (0, 3, 4)] == [0, 0, 1]
    assert wish_for("free", "year", 9) == Wish("free", "month")


def test_what_is_used_beyond_the_plan_comes_first_and_is_serious() -> None:
    used = {"seats": 5, "storage_mb": 2_000, "tickets": 40, "mails": 900}
    found = effects_of(limits_of("team", 2), limits_of("free"), used)
    assert [effect.is_serious for effect in found] == [True, True, True, True, False]
    assert any("agents can only read" in effect.text for effect in found)


def test_what_the_page_tells_beside_its_price_is_not_said_twice() -> None:
    before, after, told = limits_of("business"), limits_of("team"), ("tickets", "mails")
    quiet = effects_of(before, after, {"tickets": 40}, told=told)
    assert [effect.icon for effect in quiet] == ["users", "files"]
    assert "ticket" in [effect.icon for effect in effects_of(before, after, {"tickets": 2_001}, told=told)]


def test_a_larger_plan_takes_nothing_away() -> None:
    used = {"seats": 5, "storage_mb": 2_000}
    assert effects_of(limits_of("team", 2), limits_of("business"), used) == []
