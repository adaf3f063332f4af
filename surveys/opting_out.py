"""Opting out: who wants no surveys from this company is asked no more, until they take it back themselves.

Kept by the digests of their addresses, so that it holds when people are merged and when somebody is erased and comes again.
"""

from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now


async def opt_out(person_id: UUID) -> None:
    """A repeat keeps the day of the first."""
    await unit.execute(_OUT, person_id, now())


async def opt_in(person_id: UUID) -> None:
    await unit.execute(_IN, person_id)


async def opted_out_at(person_id: UUID) -> datetime | None:
    found: datetime | None = await unit.fetchval(_SINCE, person_id)
    return found


_MINE = """
SELECT sha256(convert_to(a.address_key, 'UTF8')) FROM person_address a
 WHERE a.tenant_id = app.tenant_id() AND a.person_id = $1
"""
_OUT = f"""
INSERT INTO survey_opt_out (address_hash, at) SELECT mine.sha256, $2 FROM ({_MINE}) mine
ON CONFLICT (tenant_id, address_hash) DO NOTHING
"""  # noqa: S608 - only constants of this module
_IN = f"DELETE FROM survey_opt_out WHERE tenant_id = app.tenant_id() AND address_hash IN ({_MINE})"  # noqa: S608
_SINCE = f"SELECT min(at) FROM survey_opt_out WHERE tenant_id = app.tenant_id() AND address_hash IN ({_MINE})"  # noqa: S608
