"""Large schedules stay quick; what is measured is the processor's time, not the machine's other work."""

import time
from collections.abc import Callable
from datetime import date, timedelta

from tests_schedules import at

from polydesk.hours.schedule import schedule_of
from polydesk.schedules.compiling import Content, DateException, Holiday, form_of

FIRST = date(2026, 11, 22)


def spent(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def test_it_compiles_800_dates_and_20_intervals_a_day_quickly() -> None:
    hours = [[f"{n:02}:00", f"{n:02}:45"] for n in range(20)]
    content = Content("Europe/Rome", dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), hours))
    dates = [FIRST + timedelta(days=number) for number in range(800)]
    holidays = [Holiday(day, "Day") for day in dates[:400]]
    exceptions = [DateException(day, "partial", (("10:00", "11:00"),)) for day in dates[400:]]
    form = form_of(content, holidays, exceptions)
    assert len(form["closures"]) == 800
    assert spent(lambda: form_of(content, holidays, exceptions)) < 0.5
    compiled = schedule_of(form)
    assert spent(lambda: [compiled.deadline(at("2026-11-22 08:00") + n, 57_600) for n in range(1_000)]) < 1.0
