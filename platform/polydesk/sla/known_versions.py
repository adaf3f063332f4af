"""Versions of policies by their ids: they never change, so those that were read once stay in the process."""

from collections.abc import Iterable
from uuid import UUID

from polydesk.kernel import unit
from polydesk.sla.policy import Version
from polydesk.sla.policy_queries import ANY_VERSION, version_of_row

MOST = 5_000

_kept: dict[UUID, Version] = {}


async def versions(ids: Iterable[UUID]) -> dict[UUID, Version]:
    """By id, for ids that rows of this tenant name."""
    wanted = set(ids)
    if missing := wanted - _kept.keys():
        rows = await unit.fetch(ANY_VERSION + " AND v.id = ANY($1::uuid[])", list(missing))
        _kept.update((row["version_id"], version_of_row(row)) for row in rows)
        while len(_kept) > MOST:
            del _kept[next(iter(_kept))]
    return {version_id: _kept[version_id] for version_id in wanted}
