"""Automatic mail: what machines wrote, which no machine of ours answers (RFC 3834), so that no two of them talk for ever."""

from typing import Literal

from polydesk.intake import headers
from polydesk.intake.parsing import Mail

Kind = Literal["", "bounce", "answer", "generated"]

# Who writes under these names reads no answers.
NOBODY = (
    "no-reply",
    "noreply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "mailer-daemon",
    "postmaster",
    "bounce",
    "bounces",
)
BULK = frozenset({"bulk", "list", "junk", "auto_reply"})
ANSWERING = ("x-autoreply", "x-autorespond", "x-auto-reply-from", "x-mail-autoreply")


def kind_of(mail: Mail, *, sender: str) -> Kind:
    """`bounce`: the post itself; `answer`: to a mail of somebody's; `generated`: of a machine's own accord.

    `sender` is the address of the envelope, empty for what nobody may answer.
    """
    message = mail.message
    said = headers.raw(message, "auto-submitted").lower().partition(";")[0].strip()
    if _is_report(mail) or (not sender and _writes_nobody(mail)):
        return "bounce"
    if said.startswith("auto-replied") or any(headers.raw(message, name) for name in ANSWERING):
        return "answer"
    if headers.raw(message, "precedence").lower() == "auto_reply":
        return "answer"
    if said not in ("", "no"):
        return "generated"
    is_bulk = headers.raw(message, "precedence").lower() in BULK or headers.raw(message, "list-id")
    return "generated" if is_bulk or not sender or _writes_nobody(mail) else ""


def _is_report(mail: Mail) -> bool:
    kind = headers.raw(mail.message, "content-type").lower()
    return kind.startswith("multipart/report") and "delivery-status" in kind


def _writes_nobody(mail: Mail) -> bool:
    name = mail.author.local if mail.author else ""
    return any(name == one or name.startswith((f"{one}+", f"{one}-", f"{one}=")) for one in NOBODY)
