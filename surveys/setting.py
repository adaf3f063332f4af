"""What a tenant wants of asking: whether, about which tickets, when, how often, and whom never."""

from typing import Any, Literal, get_args
from uuid import UUID

import msgspec

from polydesk.kernel import unit
from polydesk.kernel.remembered import Remembered
from polydesk.kernel.settings import settings
from polydesk.kernel.tokens import sign

Mode = Literal["always", "matching", "by_hand", "api", "never"]
MODES: tuple[Mode, ...] = get_args(Mode)
LONGEST_DELAY_H = 720
LONGEST_QUIET_DAYS = 365
LATEST_REMINDER_DAYS = 21


class Setting(msgspec.Struct, frozen=True):
    """Hours are those of the customer's wall clock. `quiet_days` is how long one person is left in peace after a
    question, `reminder_days` after how many days one reminder goes; 0 is never. An empty `only_…` asks for nothing.
    """

    delay_s: int
    waking_from: int
    waking_until: int
    mode: Mode = "always"
    quiet_days: int = 7
    reminder_days: int = 4
    only_channels: tuple[str, ...] = ()
    only_categories: tuple[UUID, ...] = ()
    only_tags: tuple[str, ...] = ()
    excluded_tags: tuple[str, ...] = ()
    excluded_organisations: tuple[UUID, ...] = ()

    @property
    def asks_by_itself(self) -> bool:
        return self.mode in ("always", "matching")

    @property
    def mark(self) -> str:
        """Two settings that say the same have the same: a form tells with it what it was opened on."""
        return sign("survey setting", msgspec.json.encode(self).decode())


FIELDS = Setting.__struct_fields__
COLUMNS = ", ".join(FIELDS)


async def setting() -> Setting:
    """The tenant's setting, or what a tenant starts with."""
    row = await unit.fetchrow(f"SELECT {COLUMNS} FROM survey_setting WHERE tenant_id = app.tenant_id()")  # noqa: S608
    if row is None:
        ours = settings()
        return Setting(ours.rating_delay_s, ours.rating_waking_from, ours.rating_waking_until)
    kept: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Setting(**kept)


# The same from memory, for pages that tell how things stand; who decides reads it afresh.
known = Remembered("survey setting", setting, most=2_000)


async def held() -> Setting:
    """The same for whoever changes it: until the end of the unit nobody else does."""
    await unit.execute("SELECT pg_advisory_xact_lock(hashtextextended('survey setting ' || app.tenant_id(), 0))")
    return await setting()
