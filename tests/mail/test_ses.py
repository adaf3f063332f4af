"""Amazon SES, against moto's copy of it."""

from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from moto import mock_aws

from polydesk.kernel.mail import Address, ses
from polydesk.kernel.mail.ses import SesTransport
from polydesk.kernel.mail.transports import Ambiguous, Deferred, Outcome, Parcel, Refused, Sent

REGION = "eu-south-1"
US = Address("Acme", "no-reply@acme.example")
CARL = Address("Carl", "carl@customer.example")


@pytest.fixture
def amazon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    ses.client.cache_clear()
    with mock_aws():
        yield boto3.client("ses", region_name=REGION)
    ses.client.cache_clear()


async def send(to: Address = CARL) -> Outcome:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Hello", US.as_header(), to.as_header()
    message["Message-ID"] = "<0190d5e2-0000-7000-8000-000000000001@acme.example>"
    message.set_content("Hello")
    parcel = Parcel(message["Message-ID"], message.as_bytes(policy=SMTP_POLICY), sender=US, to=to)
    return await SesTransport(REGION).send(parcel)


async def test_it_hands_a_mail_over(amazon: Any) -> None:
    amazon.verify_email_identity(EmailAddress=US.address)
    outcome = await send()
    assert isinstance(outcome, Sent)
    assert outcome.provider_id


async def test_it_is_refused_while_the_sender_is_not_verified(amazon: Any) -> None:
    assert isinstance(await send(), Refused)


async def test_it_refuses_an_address_that_ses_does_not_take(amazon: Any) -> None:
    assert isinstance(await send(Address("", "jörg@acme.example")), Refused)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (ClientError({"Error": {"Code": "TooManyRequestsException", "Message": "slower"}}, "SendEmail"), Deferred),
        (ClientError({"Error": {"Code": "MessageRejected", "Message": "virus"}}, "SendEmail"), Refused),
        (EndpointConnectionError(endpoint_url="https://email.example"), Deferred),
        (ReadTimeoutError(endpoint_url="https://email.example"), Ambiguous),
    ],
)
async def test_it_tells_later_from_never_from_nobody_knows(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception, kind: type
) -> None:
    class Troubled:
        def send_email(self, **_named: Any) -> None:
            raise trouble

    monkeypatch.setattr(ses, "client", lambda region: Troubled())
    assert isinstance(await send(), kind)
