"""Mail through Amazon SES (API v2), each with our mail's id as a tag, by which its events are found again."""

import asyncio
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

from polydesk.kernel.mail import ses_events
from polydesk.kernel.mail.message_ids import mail_id_in
from polydesk.kernel.mail.transports import Ambiguous, Deferred, Outcome, Parcel, Refused, Sent, provider_remembers
from polydesk.kernel.settings import settings
from polydesk.kernel.tenancy import tenant_or_none

# What no second try will change; anything else that SES answers (throttling, a paused account) may pass.
FINAL = frozenset({"MessageRejected", "BadRequestException", "MailFromDomainNotVerifiedException", "NotFoundException"})


@dataclass(frozen=True)
class SesTransport:
    region: str

    async def send(self, parcel: Parcel) -> Outcome:
        if parcel.to.needs_utf8:
            return Refused("Amazon SES does not take addresses beyond ASCII before the @.")
        return await asyncio.to_thread(self._send, parcel)

    async def remembers(self, message_id: str) -> bool | None:
        return await provider_remembers(message_id)

    def _send(self, parcel: Parcel) -> Outcome:
        try:
            answer = client(self.region).send_email(
                FromEmailAddress=parcel.sender.address,
                Destination={"ToAddresses": [parcel.to.address]},
                Content={"Raw": {"Data": parcel.content}},
                EmailTags=_tags(parcel),
                **({"ConfigurationSetName": name} if (name := settings().ses_configuration_set) else {}),
            )
        except ClientError as error:
            words = f"{error.response['Error'].get('Code', '')}: {error.response['Error'].get('Message', '')}"[:500]
            return Refused(words) if error.response["Error"].get("Code") in FINAL else Deferred(words)
        except (EndpointConnectionError, ConnectTimeoutError) as error:
            return Deferred(f"Amazon SES cannot be reached: {error}"[:500])
        except BotoCoreError as error:
            return Ambiguous(f"Amazon SES fell silent: {error}"[:500])
        return Sent(str(answer["MessageId"]))


def _tags(parcel: Parcel) -> list[dict[str, str]]:
    """By which events of this mail find back (ses_events.py)."""
    tags = {ses_events.MAIL_TAG: mail_id_in(parcel.message_id), ses_events.TENANT_TAG: tenant_or_none()}
    return [{"Name": name, "Value": str(value)} for name, value in tags.items() if value]


@cache
def client(region: str) -> Any:
    # No retries below us: a second try is the outbox's decision, which first asks what happened to the first.
    config = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 1})
    return boto3.client("sesv2", region_name=region, config=config)
