"""What a tenant wants: whether to ask at all, and how long after the resolution."""

from typing import Any

from surveys import queries
from surveys.tables import SurveySetting


async def change(*, enabled: bool, delay_s: int) -> dict[str, list[Any]]:
    """Writes the setting; answers what changed, from what to what, for the audit log."""
    before = await queries.setting()
    after = SurveySetting(enabled=enabled, delay_s=delay_s)
    columns = [SurveySetting.enabled, SurveySetting.delay_s]
    await SurveySetting.insert(after).on_conflict(target=SurveySetting.tenant_id, action="DO UPDATE", values=columns)
    pairs: dict[str, list[Any]] = {"enabled": [before.enabled, enabled], "delay_s": [before.delay_s, delay_s]}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
