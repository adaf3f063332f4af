"""Words: the three parts of a mail that a tenant may write. An empty part means ours."""

import re
from dataclasses import dataclass, replace
from typing import Literal, get_args

from i18n.placeholders import placeholders

Part = Literal["subject", "heading", "body"]

PARTS: tuple[Part, ...] = get_args(Part)
LIMITS: dict[Part, int] = {"subject": 150, "heading": 120, "body": 4_000}

_BLANK_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True)
class Words:
    subject: str = ""
    heading: str = ""
    body: str = ""

    def __bool__(self) -> bool:
        return bool(self.subject or self.heading or self.body)

    def __getitem__(self, part: Part) -> str:
        text: str = getattr(self, part)
        return text

    def over(self, others: "Words") -> "Words":
        """Each part as it is here, or as the others have it."""
        return Words(*(self[part] or others[part] for part in PARTS))

    def having(self, part: Part, text: str) -> "Words":
        return replace(self, **{part: text})

    @property
    def whole(self) -> str:
        """All of it as one text, for comparing."""
        return f"{self.subject}\n\n{self.heading}\n\n{self.body}"


def paragraphs_of(body: str) -> list[str]:
    return [part.strip() for part in _BLANK_LINE.split(body) if part.strip()]


def stands_alone(paragraph: str) -> str:
    """The name of the placeholder that is all of this paragraph; empty when there is more, or none."""
    return next((place.name for place in placeholders(paragraph) if place.written == paragraph), "")


def body_of(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)
