"""What people send: an answer, and what an admin sets."""

from typing import Annotated

import msgspec
from msgspec import Meta


class Answer(msgspec.Struct):
    score: Annotated[int, Meta(ge=1, le=5)]
    comment: Annotated[str, Meta(max_length=5000)] = ""
    nonce: Annotated[str, Meta(max_length=100)] = ""


class Setting(msgspec.Struct):
    delay_hours: Annotated[int, Meta(ge=0, le=720)]
    enabled: str = ""
