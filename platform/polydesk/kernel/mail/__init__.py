"""Mail through one verb: `await mail.post(letter, to=Address(name, address), language="it")`.

It writes a row and a delivery job into the unit that is open, so a mail leaves exactly when the transaction that
wanted it is committed. Words: a *letter* is what a slice writes, a *brand* what the layout puts around it, a
*transport* what carries it away (SMTP, SES, or in development the mailbox twin), a *record* the transport's memory of
what left.
"""

from polydesk.kernel.mail import suppressions
from polydesk.kernel.mail.addresses import Address, BadAddress, address_key
from polydesk.kernel.mail.allowances import set_allowance_source
from polydesk.kernel.mail.branding import set_brand_source
from polydesk.kernel.mail.events import MailRefused
from polydesk.kernel.mail.letters import Brand, Button, Letter
from polydesk.kernel.mail.posting import post
from polydesk.kernel.mail.queries import Delivery, counts_by_state, states_about
from polydesk.kernel.mail.senders import Sender, set_sender_source
from polydesk.kernel.mail.sending_again import send_again
from polydesk.kernel.mail.signing import Signer
from polydesk.kernel.mail.transports import set_provider_record

__all__ = [
    "Address",
    "BadAddress",
    "Brand",
    "Button",
    "Delivery",
    "Letter",
    "MailRefused",
    "Sender",
    "Signer",
    "address_key",
    "counts_by_state",
    "post",
    "send_again",
    "set_allowance_source",
    "set_brand_source",
    "set_provider_record",
    "set_sender_source",
    "states_about",
    "suppressions",
]
