"""What Amazon tells of our mails: signed by a certificate under its own names, about our topic; marks what came back."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from polydesk.kernel import mail, outbox, unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import Address, Letter, ses_domains, ses_pages, sns, suppressions
from polydesk.kernel.mail.signing import Signer
from polydesk.senders.keys import new_pair

TOPIC = "arn:aws:sns:eu-south-1:123456789012:mails"
CERTIFICATE = "https://sns.eu-south-1.amazonaws.com/SimpleNotificationService-1.pem"
CARL = Address("Carl", "carl@customer.example")


@cache
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def certificate() -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    today = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key().public_key(), 1, today, today + timedelta(days=1))
    return made.sign(key(), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def amazon(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was asked for there."""
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return certificate()

    class Chosen:
        ses_sns_topic = TOPIC

    sns._key_at.cache_clear()
    monkeypatch.setattr(sns, "_fetch", fetch)
    monkeypatch.setattr(ses_pages, "settings", Chosen)
    yield asked
    sns._key_at.cache_clear()


def note(message: str = "", **changed: str) -> dict[str, str]:
    fields = {"Type": "Notification", "MessageId": "1", "TopicArn": TOPIC, "Message": message}
    fields |= {
        "Timestamp": "2026-11-22T12:00:00.000Z",
        "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE,
        **changed,
    }
    text = "".join(f"{name}\n{fields[name]}\n" for name in sns.SIGNED[fields["Type"]] if name in fields)
    return fields | {"Signature": b64encode(key().sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()}


async def brings(cast: Any, fields: dict[str, str]) -> int:
    answer = await cast.platform.client.post(
        "/ses/events", content=json.dumps(fields), headers={"content-type": "text/plain"}
    )
    return int(answer.status_code)


def event(house: Any, mail_id: UUID, **said: Any) -> str:
    tags = {"polydesk-mail": [str(mail_id)], "polydesk-tenant": [str(house.id)]}
    return json.dumps({"mail": {"tags": tags}, **said})


async def posted(house: Any) -> UUID:
    async with house.unit():
        mail_id = await mail.post(Letter(kind="reply", subject="Hello", heading="Hello"), to=CARL, language="en")
    assert mail_id
    await outbox.drain(house.id)
    return mail_id


async def test_a_bounce_for_good_marks_the_address_of_that_mail_and_no_other(cast: Any, amazon: list[str]) -> None:
    mail_id = await posted(cast.acme)
    bounce = {
        "bounceType": "Permanent",
        "bouncedRecipients": [
            {"emailAddress": "somebody@else.example", "diagnosticCode": "550 5.1.1\r\nno such user\0"}
        ],
    }
    assert await brings(cast, note(event(cast.acme, mail_id, eventType="Bounce", bounce=bounce))) == 200
    await outbox.drain(cast.acme.id)
    async with cast.acme.unit():
        held = await suppressions.suppression_of(CARL.address)
        assert held is not None
        assert held.reason == "550 5.1.1 no such user"
        assert not await suppressions.is_suppressed("somebody@else.example")
        assert await unit.fetchval("SELECT state FROM mail WHERE id = $1", mail_id) == "bounced"
    assert amazon == [CERTIFICATE]


async def test_a_full_mailbox_ends_a_mail_and_a_complaint_the_address(cast: Any, amazon: list[str]) -> None:
    full, spam = await posted(cast.acme), await posted(cast.acme)
    transient = event(
        cast.acme, full, eventType="Bounce", bounce={"bounceType": "Transient", "bounceSubType": "MailboxFull"}
    )
    assert await brings(cast, note(transient)) == 200
    await outbox.drain(cast.acme.id)
    async with cast.acme.unit():
        assert not await suppressions.is_suppressed(CARL.address)
        assert await unit.fetchval("SELECT reason FROM mail WHERE id = $1", full) == "MailboxFull"
    complaint = event(cast.acme, spam, eventType="Complaint", complaint={"complaintFeedbackType": "abuse"})
    assert await brings(cast, note(complaint)) == 200
    await outbox.drain(cast.acme.id)
    async with cast.acme.unit():
        assert await suppressions.is_suppressed(CARL.address)


async def test_a_mail_of_one_company_marks_nothing_in_another(cast: Any, amazon: list[str]) -> None:
    mail_id = await posted(cast.acme)
    bounce = event(cast.globex, mail_id, eventType="Bounce", bounce={"bounceType": "Permanent"})
    assert await brings(cast, note(bounce)) == 200
    await outbox.drain(cast.globex.id)
    for house in (cast.acme, cast.globex):
        async with house.unit():
            assert not await suppressions.is_suppressed(CARL.address)


@pytest.mark.parametrize(
    "changed",
    [
        {"TopicArn": "arn:aws:sns:eu-south-1:999999999999:theirs"},
        {"SigningCertURL": "https://sns.eu-south-1.amazonaws.com.evil.example/x.pem"},
        {"SigningCertURL": "https://evil.example/sns.eu-south-1.amazonaws.com/x.pem"},
        {"SigningCertURL": "http://sns.eu-south-1.amazonaws.com/x.pem"},
        {"SigningCertURL": "https://sns.eu-south-1.amazonaws.com@evil.example/x.pem"},
        {"SigningCertURL": "https://sns.eu-south-1.amazonaws.com:8443/x.pem"},
        {"SigningCertURL": "https://sns.eu-south-1.amazonaws.com/a b.pem"},
        {"SigningCertURL": "https://sns.s3.amazonaws.com/x.pem"},
        {"SigningCertURL": "https://sns.s3-us-west-2.amazonaws.com/x.pem"},
    ],
)
async def test_it_believes_nobody_but_amazon_about_our_own_topic(
    cast: Any, amazon: list[str], changed: dict[str, str]
) -> None:
    assert await brings(cast, note("{}", **changed)) == 400
    assert amazon == []


async def test_what_was_changed_on_its_way_is_refused(cast: Any, amazon: list[str]) -> None:
    said = note(event(cast.acme, new_id(), eventType="Bounce"))
    assert await brings(cast, said | {"Message": "{}"}) == 400
    assert await brings(cast, said | {"Signature": "AAAA"}) == 400
    assert await brings(cast, said | {"SignatureVersion": "3"}) == 400
    assert await brings(cast, said) == 200


async def test_a_subscription_is_confirmed_at_amazon_alone(cast: Any, amazon: list[str]) -> None:
    asked = {"Type": "SubscriptionConfirmation", "Token": "t"}
    yes = "https://sns.eu-south-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"
    assert await brings(cast, note("Please confirm", SubscribeURL=yes, **asked)) == 200
    assert amazon[-1] == yes
    assert await brings(cast, note("Please confirm", SubscribeURL="https://evil.example/", **asked)) == 400
    bucket = "https://sns.s3-eu-south-1.amazonaws.com/"
    assert await brings(cast, note("Please confirm", SubscribeURL=bucket, **asked)) == 400
    assert not {"https://evil.example/", bucket} & set(amazon)


async def test_without_a_topic_there_is_no_such_door(cast: Any) -> None:
    assert await brings(cast, {}) == 404


class Account:
    """What SES knows of domains, as far as we ask it."""

    class exceptions:
        class AlreadyExistsException(Exception):
            pass

    def __init__(self) -> None:
        self.selectors: dict[str, str] = {}
        self.is_verified = False

    def create_email_identity(self, EmailIdentity: str, DkimSigningAttributes: dict[str, str]) -> None:
        if EmailIdentity in self.selectors:
            raise self.exceptions.AlreadyExistsException
        self.put_email_identity_dkim_signing_attributes(EmailIdentity, "EXTERNAL", DkimSigningAttributes)

    def put_email_identity_dkim_signing_attributes(
        self, EmailIdentity: str, SigningAttributesOrigin: str, SigningAttributes: dict[str, str]
    ) -> None:
        self.selectors[EmailIdentity] = SigningAttributes["DomainSigningSelector"]
        self.key = SigningAttributes["DomainSigningPrivateKey"]

    def get_email_identity(self, EmailIdentity: str) -> dict[str, Any]:
        tokens = [self.selectors[EmailIdentity]]
        return {"DkimAttributes": {"Tokens": tokens}, "VerifiedForSendingStatus": self.is_verified}


def test_ses_gets_the_domain_with_our_key_and_another_one_when_it_is_another() -> None:
    account, (private, _public) = Account(), new_pair()
    signer = Signer("nordwind.example", "polydesk-1", private)
    assert not ses_domains._introduce(account, signer)
    account.is_verified = True
    assert ses_domains._introduce(account, signer)
    assert "PRIVATE" not in account.key
    assert ses_domains._introduce(account, Signer("nordwind.example", "polydesk-2", private))
    assert account.selectors == {"nordwind.example": "polydesk-2"}
