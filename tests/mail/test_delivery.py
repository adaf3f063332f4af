"""From `post` to the mailbox: what leaves, when, how often, and what is known of it afterwards."""

from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as PARSING
from typing import Any
from uuid import UUID

import pytest

from polydesk.kernel import mail, outbox, unit
from polydesk.kernel.clock import now, travel
from polydesk.kernel.events import reacts_to
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import Address, Letter, delivery, message_ids, metrics, transports
from polydesk.kernel.mail.transports import Ambiguous, Deferred, Outcome, Parcel, Refused, Sent
from polydesk.kernel.mail.twin import MailboxTwin
from polydesk.kernel.settings import settings

REFUSED: list[mail.MailRefused] = []


@reacts_to(mail.MailRefused)
async def _note(event: mail.MailRefused) -> None:
    REFUSED.append(event)


@dataclass
class Scripted:
    """A transport that answers as told, one answer a call, and remembers what it was given."""

    answers: list[Outcome | BaseException]
    record: bool | None = None

    def __post_init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def send(self, parcel: Parcel) -> Outcome:
        self.messages.append(message_from_bytes(parcel.content, policy=PARSING))
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    async def remembers(self, message_id: str) -> bool | None:
        return self.record


def through(monkeypatch: pytest.MonkeyPatch, *answers: Outcome | BaseException, record: bool | None = None) -> Scripted:
    scripted = Scripted(list(answers), record)
    monkeypatch.setattr(delivery, "transport", lambda: scripted)
    return scripted


def caught(mail_id: UUID) -> list[Any]:
    folder = settings().mailbox_folder
    return [MailboxTwin(folder).find(path.stem) for path in sorted(folder.glob(f"{mail_id}*.eml"))]


async def state_of(house: Any, mail_id: UUID) -> tuple[str, str | None]:
    async with house.unit():
        row = await unit.fetchrow("SELECT state, reason FROM mail WHERE id = $1", mail_id)
    assert row is not None
    return row["state"], row["reason"]


async def post(house: Any, letter: Letter, to: Address, **named: Any) -> UUID:
    async with house.unit():
        return await mail.post(letter, to=to, language="en", **named)


async def test_it_leaves_when_the_transaction_is_kept(house: Any, letter: Letter, carl: Address) -> None:
    mail_id = await post(house, letter, carl, thread="ticket-7")
    assert (await state_of(house, mail_id))[0] == "queued"
    await outbox.drain(house.id)
    (one,) = caught(mail_id)
    assert (await state_of(house, mail_id))[0] == "sent"
    assert (one.to, one.subject) == ("Carl <carl@customer.example>", letter.subject)
    assert "Have you" in one.html
    assert one.links == ["https://acme.example/t/abc?x=1&y=2"]


async def test_nothing_leaves_when_it_is_rolled_back(house: Any, letter: Letter, carl: Address) -> None:
    posted: list[UUID] = []

    async def posts_and_fails() -> None:
        async with house.unit():
            posted.append(await mail.post(letter, to=carl, language="en"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await posts_and_fails()
    await outbox.drain(house.id)
    assert caught(posted[0]) == []


async def test_it_carries_the_headers_that_other_machines_read(house: Any, letter: Letter, carl: Address) -> None:
    automatic = replace(letter, unsubscribe_url="https://acme.example/u/1")
    first, second = (
        await post(house, automatic, carl, thread="ticket-7"),
        await post(house, letter, carl, thread="ticket-7"),
    )
    by_hand = await post(house, replace(letter, automatic=False), carl)
    await outbox.drain(house.id)
    one, two, three = (caught(mail_id)[0].message for mail_id in (first, second, by_hand))
    assert message_ids.mail_id_in(one["Message-ID"]) == first
    assert one["Message-ID"] != two["Message-ID"]
    assert one["References"] == one["In-Reply-To"] == two["References"]
    assert (one["Auto-Submitted"], one["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert one["List-Unsubscribe"] == "<https://acme.example/u/1>"
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (three["Auto-Submitted"], three["References"]) == (None, None)
    assert one["Content-Language"] == "en"
    assert one["Date"] is not None


async def test_no_header_can_be_smuggled_in(house: Any, letter: Letter) -> None:
    nasty = "Hello\r\nBcc: everybody@evil.example\r\n\r\n<script>"
    mail_id = await post(house, replace(letter, subject=nasty), Address(nasty, "carl@customer.example"))
    await outbox.drain(house.id)
    message = caught(mail_id)[0].message
    assert message["Bcc"] is None
    assert len(message.get_all("To")) == len(message.get_all("Subject")) == 1
    assert message["Subject"].startswith("Hello Bcc:")


async def test_it_writes_names_of_every_script(house: Any, letter: Letter) -> None:
    mail_id = await post(
        house, replace(letter, subject="日本語 " * 60), Address("Jörg “Ω” Müller, Dr.", "j@bücher.example")
    )
    await outbox.drain(house.id)
    message = caught(mail_id)[0].message
    assert message["To"].addresses[0].display_name == "Jörg “Ω” Müller, Dr."
    assert message["To"].addresses[0].addr_spec == "j@xn--bcher-kva.example"
    assert len(message["Subject"]) <= 180
    assert message.as_bytes().isascii()


async def test_it_comes_again_when_asked_to_wait(
    house: Any, letter: Letter, carl: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted = through(monkeypatch, Deferred("451 later"), Sent("x"))
    mail_id = await post(house, letter, carl)
    await outbox.drain(house.id)
    await outbox.drain(house.id)
    assert await state_of(house, mail_id) == ("queued", "451 later")
    with travel(now() + timedelta(minutes=2)):
        await outbox.drain(house.id)
    assert await state_of(house, mail_id) == ("sent", None)
    assert scripted.messages[0].as_bytes() == scripted.messages[1].as_bytes()


async def test_it_gives_up_after_two_days(
    house: Any, letter: Letter, carl: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    through(monkeypatch, *[Deferred("451 later")] * 40)
    mail_id, about = await post(house, letter, carl), now()
    for hours in (1, 10, 20, 30, 40, 49):
        with travel(about + timedelta(hours=hours)):
            await outbox.drain(house.id)
    assert await state_of(house, mail_id) == ("refused", "451 later")


async def test_it_tells_who_asks_that_a_mail_was_refused(
    house: Any, letter: Letter, carl: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    through(monkeypatch, Refused("550 no such user"))
    ticket = new_id()
    mail_id = await post(house, letter, carl, about=("ticket", ticket))
    await outbox.drain(house.id)
    async with house.unit():
        (known,) = (await mail.states_about("ticket", [ticket, new_id()]))[ticket]
    assert (known.state, known.reason, known.to_address) == ("refused", "550 no such user", "carl@customer.example")
    assert REFUSED[-1] == mail.MailRefused(
        mail_id, "reply", "carl@customer.example", ("ticket", ticket), "550 no such user"
    )


async def test_it_knows_nothing_of_anothers_mails(house: Any, globex: Any, letter: Letter, carl: Address) -> None:
    ticket = new_id()
    await post(house, letter, carl, about=("ticket", ticket))
    async with globex.unit():
        assert await mail.states_about("ticket", [ticket]) == {}


async def test_a_crash_before_recording_sends_no_second_mail_where_a_record_is_kept(
    house: Any, letter: Letter, carl: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_id = await post(house, letter, carl)
    await crash_between_sending_and_recording(house, monkeypatch)
    assert (await state_of(house, mail_id))[0] == "sending"
    await later(house)
    assert (await state_of(house, mail_id))[0] == "sent"
    assert len(caught(mail_id)) == 1


async def test_a_crash_without_a_record_sends_the_same_mail_again(
    house: Any, letter: Letter, carl: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted = through(monkeypatch, Sent("1"), Sent("2"))
    mail_id = await post(house, letter, carl)
    await crash_between_sending_and_recording(house, monkeypatch)
    await later(house)
    assert (await state_of(house, mail_id))[0] == "sent"
    left = [message["Message-ID"] for message in scripted.messages]
    assert left[0] == left[1]
    assert message_ids.mail_id_in(left[0]) == mail_id


async def test_a_crash_without_a_record_leaves_it_unknown_where_twice_is_worse(
    house: Any, letter: Letter, carl: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted = through(monkeypatch, Sent("1"))
    mail_id = await post(house, letter, carl, at_most_once=True)
    await crash_between_sending_and_recording(house, monkeypatch)
    await later(house)
    assert (await state_of(house, mail_id))[0] == "unknown"
    assert len(scripted.messages) == 1


@pytest.mark.parametrize(
    ("record", "at_most_once", "state"),
    [
        (True, False, "sent"),
        (True, True, "sent"),
        (False, True, "queued"),
        (None, False, "queued"),
        (None, True, "unknown"),
    ],
)
async def test_the_record_settles_a_line_that_went_dead(
    house: Any, letter: Letter, carl: Address, monkeypatch: pytest.MonkeyPatch,
    record: bool | None, at_most_once: bool, state: str,
) -> None:  # fmt: skip
    through(monkeypatch, Ambiguous("cut"), record=record)
    mail_id = await post(house, letter, carl, at_most_once=at_most_once)
    await outbox.drain(house.id)
    assert (await state_of(house, mail_id))[0] == state


async def test_a_worker_that_lost_its_lease_sends_and_writes_nothing(
    house: Any, letter: Letter, carl: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted = through(monkeypatch, Sent("1"))
    mail_id = await post(house, letter, carl)

    async def lost(self: outbox.Lease) -> None:
        raise outbox.LeaseLost("taken over")

    with monkeypatch.context() as frozen:
        frozen.setattr(outbox.lease, "LENGTH", timedelta(0))  # so long ago that it asks again
        frozen.setattr(outbox.Lease, "renew", lost)
        await outbox.drain(house.id, strict=False)
    assert scripted.messages == []
    assert (await state_of(house, mail_id))[0] == "sending"


async def test_it_asks_the_record_of_the_installation() -> None:
    async def log(message_id: str) -> bool:
        return message_id == "<1@x>"

    assert await transports.provider_remembers("<1@x>") is None
    mail.set_provider_record(log)
    try:
        assert await transports.provider_remembers("<1@x>") is True
        assert await transports.provider_remembers("<2@x>") is False
    finally:
        mail.set_provider_record(None)


@pytest.mark.parametrize(("attempt", "minutes"), [(1, 1), (2, 2), (5, 16), (9, 240), (100, 240)])
def test_it_waits_longer_each_time(attempt: int, minutes: int) -> None:
    assert delivery.wait_after(attempt) == timedelta(minutes=minutes)


async def crash_between_sending_and_recording(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dies(*_args: Any, **_named: Any) -> None:
        raise SystemError("killed here")

    with monkeypatch.context() as dying:
        dying.setattr(delivery, "_record", dies)
        await outbox.drain(house.id, strict=False)


async def later(house: Any) -> None:
    with travel(now() + timedelta(minutes=5)):
        await outbox.drain(house.id)


async def test_it_counts_what_has_not_arrived(
    house: Any, letter: Letter, carl: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await metrics.figures()
    through(monkeypatch, Refused("550 no such user"))
    await post(house, letter, carl)
    await outbox.drain(house.id)
    after = await metrics.figures()
    assert after["refused"] - before.get("refused", 0) == 1
    async with house.unit():
        assert await mail.counts_by_state() == {"refused": 1}
