"""Trust: what our own mail server found out about a sender, and no header that anybody else may have written.

Where MAIL_IN_AUTHSERV names our server, the Authentication-Results that it put on top count (RFC 8601): an agent's mail
that fails DMARC there is somebody else's. Without such a server a token that only the agent was sent decides alone.
"""

import re
from email.message import Message

from polydesk.intake import headers
from polydesk.kernel.settings import settings

PASSED = re.compile(r"\bdmarc\s*=\s*pass\b", re.IGNORECASE)


def is_known_forgery(message: Message) -> bool:
    """Whether our own server saw it, and did not find that it comes from where it says."""
    server = settings().mail_in_authserv.lower()
    if not server:
        return False
    found = next(
        (value for value in headers.all_raw(message, "authentication-results") if _server(value) == server), ""
    )
    return not PASSED.search(found)


def _server(value: str) -> str:
    words = value.partition(";")[0].split()
    return words[0].lower() if words else ""
