"""Records: what a company publishes in its DNS, and what is to be thought of what stands there. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from polydesk.kernel.mail.addresses import sender as platforms_address

# `several`: more than one where only one may stand, which receivers take for none. `taken`: another company sends from it.
State = Literal["unchecked", "right", "missing", "different", "several", "taken", "unanswered"]

PROPOSED_POLICY = "v=DMARC1; p=none"


@dataclass(frozen=True)
class Record:
    """One TXT record: under which name, and what it says. `kind` is dkim, spf or dmarc."""

    kind: str
    name: str
    value: str


def records_of(*, domain: str, selector: str, public_key: str) -> list[Record]:
    return [
        Record("dkim", f"{selector}._domainkey.{domain}", f"v=DKIM1; k=rsa; p={public_key}"),
        Record("spf", domain, f"v=spf1 {our_mechanism()} ~all"),
        Record("dmarc", f"_dmarc.{domain}", PROPOSED_POLICY),
    ]


def our_mechanism() -> str:
    """Whatever may send for the platform's own domain may send for the company."""
    return f"include:{platforms_address().host}"


def judge_dkim(texts: list[str], public_key: str) -> State:
    keys = [_tags(text).get("p", "") for text in texts if "p" in _tags(text)]
    if not texts:
        return "missing"
    if len(texts) > 1 and public_key in keys:
        return "several"
    return "right" if keys == [public_key] else "different"


def judge_spf(texts: list[str]) -> State:
    found = [words for text in texts if (words := text.lower().split()) and words[0] == "v=spf1"]
    if len(found) > 1:
        return "several"
    if not found:
        return "missing"
    return "right" if our_mechanism() in (word.lstrip("+") for word in found[0]) else "different"


def judge_dmarc(texts: list[str]) -> State:
    """Whatever policy the company has chosen is right."""
    found = [tags for text in texts if (tags := _tags(text)).get("v") == "DMARC1"]
    if len(found) > 1:
        return "several"
    if not found:
        return "missing"
    return "right" if found[0].get("p", "").lower() in ("none", "quarantine", "reject") else "different"


def _tags(text: str) -> dict[str, str]:
    """`v=DKIM1; p=…`: names in lower case, values without the spaces that providers put into long ones."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): re.sub(r"\s+", "", value) for name, _equals, value in pairs if name.strip()}
