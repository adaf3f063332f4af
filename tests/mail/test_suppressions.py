"""Addresses from which mail came back: not written to again, until somebody says so."""

from typing import Any
from uuid import UUID

import pytest

from polydesk.kernel import mail, outbox, unit
from polydesk.kernel.mail import Address, Brand, Letter, delivery
from polydesk.kernel.mail.transports import Parcel, Refused, Sent


class Answering:
    """A transport that says this of every mail, and keeps to whom they went."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.went_to = answer, list[str]()

    async def send(self, parcel: Parcel) -> Any:
        self.went_to.append(parcel.to.address)
        return self.answer

    async def remembers(self, message_id: str) -> bool | None:
        return None


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Answering:
    transport = Answering(Sent("1"))
    monkeypatch.setattr(delivery, "transport", lambda: transport)
    return transport


async def posted(house: Any, letter: Letter, to: Address, **named: Any) -> UUID:
    async with house.unit():
        mail_id = await mail.post(letter, to=to, language="en", **named)
    await outbox.drain(house.id)
    return mail_id


async def standing(house: Any, mail_id: UUID) -> tuple[str, str | None]:
    async with house.unit():
        return tuple(await unit.fetchrow("SELECT state, reason FROM mail WHERE id = $1", mail_id))


async def test_a_bounce_is_seen_on_its_mail_and_stops_the_next_until_somebody_sends_again(
    house: Any, globex: Any, letter: Letter, carl: Address, sent: Answering
) -> None:
    first = await posted(house, letter, carl)
    async with house.unit():
        await mail.suppressions.mark("Carl@Customer.example", "550 5.1.1\r\n no such mailbox", mail_id=first)
        assert await mail.suppressions.is_suppressed("carl@customer.EXAMPLE")
    second = await posted(house, letter, carl)
    elsewhere = await posted(globex, letter, carl)
    asked_for = await posted(house, letter, carl, brand=Brand(name="Polydesk"))
    assert await standing(house, first) == ("bounced", "550 5.1.1 no such mailbox")
    assert await standing(house, second) == ("suppressed", "550 5.1.1 no such mailbox")
    assert await standing(globex, elsewhere) == ("sent", None)
    assert await standing(house, asked_for) == ("sent", None), "a new password is sent all the same"
    async with house.unit():
        assert await mail.send_again(second)
    await outbox.drain(house.id)
    assert await standing(house, second) == ("sent", None)
    async with house.unit():
        assert not await mail.suppressions.is_suppressed(carl.address)
        assert not await mail.send_again(second)
    assert sent.went_to == [carl.address] * 4


@pytest.mark.parametrize(("is_wrong", "state"), [(True, "suppressed"), (False, "refused")])
async def test_an_address_that_does_not_exist_is_not_tried_again_one_that_only_said_no_is(
    house: Any, letter: Letter, carl: Address, sent: Answering, is_wrong: bool, state: str
) -> None:
    sent.answer = Refused("550 no", address_is_wrong=is_wrong)
    await posted(house, letter, carl)
    assert (await standing(house, await posted(house, letter, carl)))[0] == state
