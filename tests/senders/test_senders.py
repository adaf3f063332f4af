"""A company's own sender: proven by its DNS, signed, and back to the platform's when the proof is gone."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default as PARSING
from typing import Any

import dkim
import pytest
from markupsafe import Markup

from polydesk.kernel import mail, outbox, resolving, unit
from polydesk.kernel.clock import now, travel
from polydesk.kernel.events import reacts_to
from polydesk.kernel.mail import Address, Letter, delivery
from polydesk.kernel.mail.transports import Parcel, Sent
from polydesk.kernel.settings import BadSetting, read
from polydesk.senders import jobs, known, records, senders
from polydesk.senders.events import SenderLapsed

CARL = Address("Carl", "carl@customer.example")
LAPSED: list[SenderLapsed] = []


@reacts_to(SenderLapsed)
async def _note(event: SenderLapsed) -> None:
    LAPSED.append(event)


class Post:
    """Takes every mail over, and keeps its bytes."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []

    async def send(self, parcel: Parcel) -> Sent:
        self.parcels.append(parcel)
        return Sent("1")

    async def remembers(self, message_id: str) -> bool | None:
        return None


@pytest.fixture
def went(monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post()
    monkeypatch.setattr(delivery, "transport", lambda: post)
    return post


def owner_of(house: Any) -> Any:
    return next(person for person in house.people.values() if person.role == "owner")


def domain_of(house: Any) -> str:
    return f"{house.slug}.example"


async def set_up(house: Any, domain: str = "") -> senders.Held:
    """Through the page, as an admin does it."""
    answer = await owner_of(house).post("/admin/sender", data={"address": f"help@{domain or domain_of(house)}"})
    assert answer.status_code == 303, answer.text
    return await held_by(house)


async def held_by(house: Any) -> senders.Held:
    async with house.unit():
        found = await senders.sender()
    assert found is not None
    return found


def publish(twin: Any, held: senders.Held, *kinds: str) -> None:
    for one in held.records:
        if one.kind in (kinds or ("dkim", "spf", "dmarc")):
            twin.texts[one.name] = [one.value]


async def check(house: Any) -> senders.Held:
    """The button, and the worker behind it."""
    await owner_of(house).post("/admin/sender/check")
    await outbox.drain(house.id)
    return await held_by(house)


async def sent(house: Any, went: Post, **named: Any) -> Any:
    letter = Letter(
        kind="reply",
        subject="Ärger mit dem Kessel",
        heading="Alice answered",
        paragraphs=("Hello.", Markup("<p>x</p>")),
    )
    async with house.unit():
        await mail.post(letter, to=CARL, language="en", **named)
    await outbox.drain(house.id)
    return message_from_bytes(went.parcels[-1].content, policy=PARSING)


async def test_it_leaves_signed_from_the_companys_address_once_the_dns_proves_it(
    acme: Any, twin: Any, went: Post
) -> None:
    held = await set_up(acme)
    await outbox.drain(acme.id)
    before = await sent(acme, went)
    assert before["From"].addresses[0].domain == "localhost"
    assert before["Reply-To"].addresses[0].addr_spec == held.address
    publish(twin, held)
    proven = await check(acme)
    assert (proven.dkim, proven.spf, proven.dmarc, proven.is_proven) == ("right", "right", "right", True)
    after = await sent(acme, went)
    parcel = went.parcels[-1]
    assert str(after["From"]) == f"Acme <{held.address}>"
    assert after["Reply-To"] is None
    assert parcel.sender.host == "localhost", "bounces come back to the platform"
    lookup = {one.name: one.value for one in held.records}
    assert dkim.verify(parcel.content, dnsfunc=lambda name, timeout=5: lookup[name.decode().rstrip(".")].encode())
    forged = parcel.content.replace(b"Hello.", b"Hell0.")
    for more in (b"Subject: Your invoice\r\n", b"From: Somebody <else@elsewhere.example>\r\n"):
        second = more + parcel.content
        assert not dkim.verify(second, dnsfunc=lambda name, timeout=5: lookup[name.decode().rstrip(".")].encode())
    assert not dkim.verify(forged, dnsfunc=lambda name, timeout=5: lookup[name.decode().rstrip(".")].encode())
    page = await acme.olga.get("/admin/sender")
    assert "signed" in page.text
    assert "PRIVATE KEY" not in page.text
    async with acme.unit():
        kept = await unit.fetchval("SELECT private_key FROM sender")
    assert b"PRIVATE" not in kept


async def test_it_falls_back_when_the_proof_is_gone_and_says_so_once(acme: Any, twin: Any, went: Post) -> None:
    held = await set_up(acme)
    publish(twin, held)
    await check(acme)
    del twin.texts[held.records[0].name]
    LAPSED.clear()
    for _again in range(2):
        await check(acme)
    assert [event.address for event in LAPSED] == [held.address]
    async with acme.unit():
        told = await unit.fetch("SELECT member_id FROM notice WHERE kind = 'sender_lapsed'")
    named = [row["member_id"] for row in told]
    assert acme.olga.id in named
    assert len(named) == len(set(named)), "each once"
    assert (await sent(acme, went))["From"].addresses[0].domain == "localhost"
    publish(twin, held)
    assert (await check(acme)).is_proven


async def test_a_resolver_that_is_down_takes_nothing_away_for_three_days(acme: Any, twin: Any) -> None:
    held = await set_up(acme)
    publish(twin, held)
    await check(acme)
    twin.broken.add(held.records[0].name)
    still = await check(acme)
    assert (still.dkim, still.is_proven) == ("unanswered", True)
    with travel(now() + timedelta(days=4)):
        assert not (await check(acme)).is_proven


async def test_a_domain_sends_for_one_company_alone(acme: Any, globex: Any, twin: Any) -> None:
    domain = domain_of(acme)
    publish(twin, await set_up(acme))
    assert (await check(acme)).is_proven
    # Globex holds the DNS as well, so the proof is right, and it still is not theirs.
    publish(twin, await set_up(globex, domain), "dkim")
    second = await check(globex)
    assert (second.dkim, second.is_proven) == ("taken", False)
    await acme.olga.post("/admin/sender/removal")
    assert (await check(globex)).is_proven


async def test_every_sender_is_looked_up_again_each_day(acme: Any, twin: Any) -> None:
    held = await set_up(acme)
    publish(twin, held)
    await check(acme)
    async with acme.unit():
        await unit.execute("UPDATE sender SET checked_at = now() - interval '1 day'")
    del twin.texts[held.records[0].name]
    async with unit.platform():
        await jobs.go_round()
    await outbox.drain(acme.id)
    assert not (await held_by(acme)).is_proven


async def test_a_key_that_cannot_be_read_signs_nothing_and_the_page_says_so(acme: Any, twin: Any, went: Post) -> None:
    publish(twin, await set_up(acme))
    await check(acme)
    async with acme.unit():
        await unit.execute("UPDATE sender SET private_key = private_key || 'x'::bytea")
        known.forget()
    assert (await sent(acme, went))["From"].addresses[0].domain == "localhost"
    assert "set it up again" in (await acme.olga.get("/admin/sender")).text


@pytest.mark.parametrize("at", ["dns.example", "10.0.0.2", "10.0.0.2:x"])
def test_a_resolver_is_named_by_its_address_and_port(at: str) -> None:
    with pytest.raises(BadSetting, match="MAIL_DNS"):
        read({"MAIL_DNS": at})


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        (["v=spf1 -all"], "different"),
        (["x" * 10_000], "different"),
        (["v=DKIM1; k=rsa; p="], "different"),
        (["v=DKIM1; k=rsa; p=AAAA", "v=DKIM1; k=rsa; p=OURS"], "several"),
        (["v=DKIM1;k=rsa;\tp= O U RS ;"], "right"),
    ],
)
def test_it_takes_only_its_own_key_for_a_proof(texts: list[str], state: str) -> None:
    assert records.judge_dkim(texts, "OURS") == state


async def test_a_wildcard_a_loop_and_silence_prove_nothing(
    acme: Any, twin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await set_up(acme)
    await outbox.drain(acme.id)
    monkeypatch.setattr(resolving, "PATIENCE_S", 2.0)
    resolving._resolver.cache_clear()
    key, spf, dmarc = (one.name for one in held.records)
    twin.texts["*." + key.partition(".")[2]] = ["v=spf1 -all"]
    twin.leads |= {spf: "b.example", "b.example": spf}
    twin.silent.add(dmarc)
    found = await check(acme)
    assert (found.dkim, found.spf, found.dmarc, found.is_proven) == ("different", "unanswered", "unanswered", False)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("help@gmail.com", 422),
        ("help@co.uk", 422),
        ("help@mail.localhost", 422),
        ("help@127.0.0.1", 422),
        ("help", 422),
        ("help@acme.example\r\nBcc: all@acme.example", 422),
        ("“help”@acme.example", 422),
        ("help@BÜCHER.example", 303),
    ],
)
async def test_it_takes_only_an_address_at_a_domain_of_ones_own(
    acme: Any, twin: Any, address: str, status: int
) -> None:
    answer = await acme.olga.post("/admin/sender", data={"address": address})
    assert answer.status_code == status
    if status == 303:
        assert (await held_by(acme)).domain == "xn--bcher-kva.example"
