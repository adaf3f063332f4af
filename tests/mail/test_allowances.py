"""A company that pays nothing and came today sends so many mails a day; the others wait, ours to its people do not."""

from datetime import timedelta
from typing import Any

import pytest

from polydesk.kernel import clock, outbox, unit
from polydesk.kernel.clock import now
from polydesk.kernel.mail import Address, Letter, post
from tenants import mail_allowance
from tenants.mail_allowance import per_day
from tenants.mails import platform_brand

LETTER = Letter(kind="test", subject="Hello", heading="Hello")


async def became(house: Any, why: str, plan: str = "trial") -> None:
    async with unit.platform():
        await unit.execute(
            "UPDATE tenant SET status_why = $2, created_at = $3, plan = $4 WHERE id = $1", house.id, why, now(), plan
        )


async def posted(house: Any, number: int, **named: Any) -> None:
    async with house.unit():
        for _each in range(number):
            await post(LETTER, to=Address("Carl", house.carl.email), language="en", **named)
    await outbox.drain(house.id)


async def states(house: Any) -> list[str]:
    async with house.unit():
        return sorted(row["state"] for row in await unit.fetch("SELECT state FROM mail"))


def test_it_is_more_each_day() -> None:
    days = [per_day(timedelta(days=number)) for number in (0, 1, 5, 30)]
    assert days == [200, 400, 1_200, 2_000]


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_allowance, "FIRST_DAY", 2)


@pytest.mark.usefixtures("_few")
async def test_what_is_beyond_waits_and_leaves_when_there_is_room(acme: Any) -> None:
    await became(acme, "trial")
    await posted(acme, 4)
    assert await states(acme) == ["queued", "queued", "sent", "sent"]
    await posted(acme, 1, brand=platform_brand())
    assert await states(acme) == ["queued", "queued", "sent", "sent", "sent"]
    with clock.travel(now() + timedelta(days=1, hours=2)):
        await outbox.drain(acme.id)
    assert await states(acme) == ["sent"] * 5


@pytest.mark.usefixtures("_few")
async def test_whoever_pays_sends_what_they_like(acme: Any) -> None:
    await became(acme, "subscribed", "team")
    await posted(acme, 4)
    assert await states(acme) == ["sent"] * 4


@pytest.mark.usefixtures("_few")
async def test_cancelling_a_trial_frees_nobody_of_it(acme: Any) -> None:
    """Else a spammer would sign up, cancel, and send for a week."""
    await became(acme, "cancelled", "team")
    async with acme.unit():
        assert await mail_allowance.allowance() is None
    await became(acme, "cancelled", "trial")
    async with acme.unit():
        assert await mail_allowance.allowance() == 2
