"""What an error may say on a page and in a row: its kind and message, no secrets, not more than a paragraph."""

import re

from polydesk.kernel.logs import redact_text

LONGEST = 1000

_SECRETS = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), r"\1 [hidden]"),
    (
        re.compile(r"(?i)([\w-]*(?:passw(?:or)?d|secret|token|api_?key|signature)[\w-]*['\"]?\s*[=:]\s*)[^\s,;&)]+"),
        r"\1[hidden]",
    ),
)


def describe(error: BaseException) -> str:
    """Kind and message of an error, as it may be kept."""
    text = redact_text(f"{type(error).__name__}: {error}".strip().removesuffix(":"))
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text.replace("\x00", "")[:LONGEST]
