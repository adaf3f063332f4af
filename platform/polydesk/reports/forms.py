"""What readers of reports send."""

from typing import Annotated
from uuid import UUID

import msgspec

EXCUSE_LIMIT = 500


class Excuse(msgspec.Struct):
    timer_id: UUID
    reason: Annotated[str, msgspec.Meta(min_length=3, max_length=EXCUSE_LIMIT)] = ""
    back: str = ""
