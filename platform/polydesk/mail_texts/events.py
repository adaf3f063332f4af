"""What mail texts tell the floors above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TextMissed:
    """For the first time our text went out instead of this version: nobody knew what `name` should say."""

    occasion: str
    language: str
    no: int
    name: str
