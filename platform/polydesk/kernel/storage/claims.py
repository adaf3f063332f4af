"""Claims: the receipts for files that were sent but not used yet, carried by a form in its fields `file_ids`.

Whoever holds the claim holds the file: it is signed for this tenant and this file, so guests need no account, and
nobody can name a file that he did not send.
"""

from collections.abc import Iterable
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.ids import to_id
from polydesk.kernel.storage import signing
from polydesk.kernel.storage.files import COLUMNS, UNCLAIMED, StoredFile, from_row
from polydesk.kernel.storage.keeping import By, remove
from polydesk.kernel.storage.limits import FILES

MINE = "tenant_id = app.tenant_id() AND id = ANY($1::uuid[]) AND created_by_kind = $2 AND state = 'stored'"


async def claimed(claims: Iterable[str]) -> list[StoredFile]:
    """The files behind these claims that still wait, in their order: what a form shows again after a mistake."""
    ids = _ids(claims)
    rows = await unit.fetch(f"SELECT {COLUMNS} FROM file WHERE {MINE}", ids, UNCLAIMED)  # noqa: S608
    return sorted(map(from_row, rows), key=lambda file: ids.index(file.id))


async def take(claims: Iterable[str], *, by: By) -> list[StoredFile]:
    """They now belong to `by`, together with whatever else this unit does; what was taken before is left out."""
    ids = _ids(claims)
    kind, owner = by
    rows = await unit.fetch(
        f"UPDATE file SET created_by_kind = $3, created_by_id = $4 WHERE {MINE} RETURNING {COLUMNS}",  # noqa: S608
        *(ids, UNCLAIMED, kind, owner),
    )
    return sorted(map(from_row, rows), key=lambda file: ids.index(file.id))


async def give_back(claim: str) -> bool:
    """The sender has thought better of it: the file goes. False when the claim is not good (any more)."""
    for file in await claimed([claim]):
        await remove(file.id)
        return True
    return False


def file_id_of(claim: str) -> UUID | None:
    """The file that a claim names; None when it is not one of ours."""
    text, _dot, signature = claim.partition(".")
    file_id = to_id(text)
    return file_id if file_id is not None and signing.is_claim(file_id, signature) else None


def _ids(claims: Iterable[str]) -> list[UUID]:
    found = [file_id for file_id in map(file_id_of, claims) if file_id is not None]
    return list(dict.fromkeys(found))[:FILES]
