"""Real SMTP against a real server on this machine: taken, deferred, refused, cut off."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from tests_ports import free_port

from polydesk.kernel.mail import Address
from polydesk.kernel.mail.smtp import SmtpTransport
from polydesk.kernel.mail.transports import Ambiguous, Deferred, Outcome, Parcel, Refused, Sent

US = Address("Acme", "no-reply@acme.example")
CARL = Address("Carl", "carl@customer.example")
START_S = 60.0


class Sink:
    """Answers by the recipient's local part, and keeps what it took."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("unknown"):
            return "550 5.1.1 no such user"
        if address.startswith("busy"):
            return "451 4.7.1 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope)
        if envelope.rcpt_tos[0].startswith("cut"):
            server.transport.abort()
        if envelope.rcpt_tos[0].startswith("spam"):
            return "554 5.7.1 looks like spam"
        return "250 2.0.0 queued as 12345"


@pytest.fixture
def sink() -> Iterator[Controller]:
    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True, ready_timeout=START_S)
    controller.start()
    yield controller
    controller.stop()


def url(sink: Controller) -> str:
    return f"smtp://127.0.0.1:{sink.port}?plain"


async def send(sink: Controller, to: Address) -> Outcome:
    return await SmtpTransport(url(sink)).send(parcel(to))


async def test_it_hands_a_mail_over(sink: Controller) -> None:
    outcome = await send(sink, CARL)
    (taken,) = sink.handler.taken
    assert outcome == Sent("2.0.0 queued as 12345")
    assert (taken.mail_from, taken.rcpt_tos) == ("no-reply@acme.example", ["carl@customer.example"])
    assert b"Subject: Hello" in taken.content
    assert b"\r\n.leading dot" in taken.content


async def test_a_mail_comes_back_to_where_its_answers_go(sink: Controller) -> None:
    returning = replace(parcel(CARL), returns_to=Address("", "reply+abc@acme.in.example"))
    await SmtpTransport(url(sink)).send(returning)
    assert sink.handler.taken[0].mail_from == "reply+abc@acme.in.example"


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("unknown", Refused("550 5.1.1 no such user", address_is_wrong=True)),
        ("busy", Deferred("451 4.7.1 come again")),
        ("spam", Refused("554 5.7.1 looks like spam")),
    ],
)
async def test_it_tells_later_from_never(sink: Controller, who: str, answer: Outcome) -> None:
    assert await send(sink, Address("", f"{who}@customer.example")) == answer


async def test_it_does_not_know_when_the_line_is_cut_after_the_data(sink: Controller) -> None:
    assert isinstance(await send(sink, Address("", "cut@customer.example")), Ambiguous)


async def test_it_waits_for_a_server_that_is_away() -> None:
    outcome = await SmtpTransport(f"smtp://127.0.0.1:{free_port()}").send(parcel(CARL))
    assert isinstance(outcome, Deferred)


async def test_it_insists_on_encryption_where_told_to(sink: Controller) -> None:
    outcome = await SmtpTransport(f"smtp://127.0.0.1:{sink.port}?starttls").send(parcel(CARL))
    assert isinstance(outcome, Deferred)
    assert sink.handler.taken == []


async def test_it_reaches_an_address_beyond_ascii(sink: Controller) -> None:
    jörg = Address("Jörg", "jörg@bücher.example")
    assert isinstance(await send(sink, jörg), Sent)
    assert sink.handler.taken[0].rcpt_tos == ["jörg@xn--bcher-kva.example"]


async def test_it_signs_in_and_waits_while_the_password_is_wrong() -> None:
    def knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        right = isinstance(given, LoginPassword) and (given.login, given.password) == (b"ada", b"p@ss")
        return AuthResult(success=right, handled=False)  # so that the server itself says no

    controller = Controller(
        Sink(),
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=knows,
        auth_required=True,
        auth_require_tls=False,
        ready_timeout=START_S,
    )
    controller.start()
    try:
        at = f"127.0.0.1:{controller.port}?plain"
        right = await SmtpTransport(f"smtp://ada:p%40ss@{at}").send(parcel(CARL))
        wrong = await SmtpTransport(f"smtp://ada:guess@{at}").send(parcel(CARL))
    finally:
        controller.stop()
    assert isinstance(right, Sent)
    assert isinstance(wrong, Deferred)


def parcel(to: Address) -> Parcel:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "Hello", US.as_header(), to.as_header()
    made["Message-ID"] = "<0190d5e2-0000-7000-8000-000000000001@acme.example>"
    made.set_content("Hello\n.leading dot\n")
    content = made.as_bytes(policy=SMTP_POLICY.clone(utf8=to.needs_utf8))
    return Parcel(made["Message-ID"], content, sender=US, to=to)
