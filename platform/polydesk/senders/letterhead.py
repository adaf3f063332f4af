"""Which address a tenant's mails leave from, told to the kernel's mail."""

from polydesk.kernel.logs import logger
from polydesk.kernel.mail import Sender, set_sender_source
from polydesk.kernel.mail.senders import platforms
from polydesk.kernel.mail.transports import ses_signs
from polydesk.senders import known
from polydesk.senders.senders import Held, sender

log = logger()


async def senders_of_tenant() -> Sender | None:
    """None where the company has set up nothing."""
    if found := known.recall():
        return found[0]
    held = await sender()
    return known.keep(_sender_of(held) if held else None)


def _sender_of(held: Held) -> Sender:
    if held.is_proven:
        if ses_signs():
            return Sender(held.address)
        if not held.key_is_lost:
            return Sender(held.address, signer=held.signer)
        log.error("a sender's key cannot be read; its mails leave from the platform's address", domain=held.domain)
    return Sender(platforms().address, reply_to=held.address)


set_sender_source(senders_of_tenant)
