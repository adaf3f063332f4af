"""Trust: what our own mail server found out about a sender, and no header that anybody else may have written.

Where MAIL_IN_AUTHSERV names our server, the Authentication-Results that it put on top count (RFC 8601): an agent's mail
that fails DMARC there is somebody else's. Without such a server a token that only the agent was sent decides alone.
"""

import re
from email.message import Message

from polydesk.intake import headers
from polydesk.kernel.settings import settings

# Where a result begins; what the sender chose, an address above all, stands in quotes, in comments, or behind it.
DMARC = re.compile(r";\s*dmarc\s*=\s*(\w+)", re.IGNORECASE)
THEIRS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|\([^()]*\)")


def is_known_forgery(message: Message) -> bool:
    """Whether our own server saw it, and did not find that it comes from where it says."""
    return bool(settings().mail_in_authserv) and _verdicts(message) != {"pass"}


def failed(message: Message) -> bool:
    """Whether our own server found that it does not come from where it says; many honest hosts say nothing about that."""
    return "fail" in _verdicts(message)


def _verdicts(message: Message) -> set[str]:
    server = settings().mail_in_authserv.lower()
    ours = (
        value for value in headers.all_raw(message, "authentication-results") if server and _server(value) == server
    )
    return {verdict.lower() for verdict in DMARC.findall(THEIRS.sub("", next(ours, "")))}


def _server(value: str) -> str:
    words = value.partition(";")[0].split()
    return words[0].lower() if words else ""
