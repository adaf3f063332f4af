"""Domains of companies at Amazon SES: made known there with our own key, so that SES signs for them with it (BYODKIM).

The half of the key that the company has published for us proves the domain to SES, too; there is no further record.
"""

import asyncio
from base64 import b64encode
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from cryptography.hazmat.primitives import serialization

from polydesk.kernel.mail import ses
from polydesk.kernel.mail.signing import Signer
from polydesk.kernel.settings import settings


async def knows(signer: Signer) -> bool | None:
    """Whether SES sends for this domain with this key by now; None where it did not say. No unit is open."""
    try:
        return await asyncio.to_thread(_introduce, ses.client(settings().ses_region), signer)
    except (ClientError, BotoCoreError):
        return None


def _introduce(client: Any, signer: Signer) -> bool:
    key = {"DomainSigningSelector": signer.selector, "DomainSigningPrivateKey": _bare(signer.private_key)}
    try:
        client.create_email_identity(EmailIdentity=signer.domain, DkimSigningAttributes=key)
    except client.exceptions.AlreadyExistsException:
        found = client.get_email_identity(EmailIdentity=signer.domain)
        if found.get("DkimAttributes", {}).get("Tokens") != [signer.selector]:
            client.put_email_identity_dkim_signing_attributes(
                EmailIdentity=signer.domain, SigningAttributesOrigin="EXTERNAL", SigningAttributes=key
            )
    found = client.get_email_identity(EmailIdentity=signer.domain)
    is_ours = found.get("DkimAttributes", {}).get("Tokens") == [signer.selector]
    return bool(found.get("VerifiedForSendingStatus")) and is_ours


def _bare(pem: str) -> str:
    """As SES wants it: PKCS#1 in Base64, without the lines around it."""
    private = serialization.load_pem_private_key(pem.encode(), password=None)
    der = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return b64encode(der).decode()
