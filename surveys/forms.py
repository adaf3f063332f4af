"""What an admin sets of asking, as it is typed."""

from typing import Annotated

import msgspec
from msgspec import Meta

from surveys.setting import LATEST_REMINDER_DAYS, LONGEST_DELAY_H, LONGEST_QUIET_DAYS, Mode

Words = Annotated[str, Meta(max_length=2000)]
Names = Annotated[str, Meta(max_length=20_000)]


class AskingForm(msgspec.Struct):
    """`seen` is the mark of the setting that the form was opened on."""

    mode: Mode
    delay_hours: Annotated[int, Meta(ge=0, le=LONGEST_DELAY_H)]
    waking_from: Annotated[int, Meta(ge=0, le=23)]
    waking_until: Annotated[int, Meta(ge=1, le=24)]
    quiet_days: Annotated[int, Meta(ge=0, le=LONGEST_QUIET_DAYS)]
    reminder_days: Annotated[int, Meta(ge=0, le=LATEST_REMINDER_DAYS)]
    only_channels: list[str] = []
    only_categories: list[str] = []
    only_tags: Words = ""
    excluded_tags: Words = ""
    excluded_organisations: Names = ""
    seen: Annotated[str, Meta(max_length=100)] = ""
