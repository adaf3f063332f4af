"""What the rows know of files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from i18n import LazyText, _, lazy
from i18n.formats import list_of
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.storage import signing
from polydesk.kernel.storage.refusals import NO_ROOM, no_room_left
from polydesk.kernel.unit import Record

State = Literal["pending", "stored", "refused"]
TurnedAway = Literal["too_large", "too_many", "too_often", "no_room", "storage_down"]
Examination = Literal["empty", "bomb", "malware", "not_scanned", "missing"]
Reason = TurnedAway | Examination

COLUMNS = "id, name, media_type, bytes, state, reason, inline, width, height, public, guard"
UNCLAIMED = "claim"

SENTENCES: dict[str, LazyText] = {
    "too_large": lazy("This file is larger than 20 MB."),
    "too_many": lazy("At most 10 files can be sent at once."),
    "empty": lazy("This file is empty."),
    "bomb": lazy("This picture is too large to be opened safely."),
    "malware": lazy("This file looks harmful, so it was not taken."),
    "not_scanned": lazy("This file could not be checked for harmful content. Please try again in a few minutes."),
    "missing": lazy("This file did not arrive. Please send it again."),
    "storage_down": lazy("Files cannot be taken right now. Please try again in a few minutes."),
    "too_often": lazy("Too many files were sent within an hour. Please send this one a little later."),
    "no_room": NO_ROOM,
}


@dataclass(frozen=True)
class StoredFile:
    """`inline` says that it is a picture written by us, which may be shown in a page."""

    id: UUID
    name: str
    media_type: str
    bytes: int
    state: State
    reason: str | None = None
    inline: bool = False
    width: int | None = None
    height: int | None = None
    public: bool = False
    guard: str | None = None

    @property
    def is_stored(self) -> bool:
        return self.state == "stored"

    @property
    def problem(self) -> str:
        """Why it was not taken, in the reader's language; empty when it was."""
        return str(SENTENCES.get(self.reason or "", "")) if self.state == "refused" else ""

    @property
    def claim(self) -> str:
        """What a form carries in `file_ids` until the file is used."""
        return f"{self.id}.{signing.claim_signature(self.id)}"


def problems_of(sent: Iterable[StoredFile], *, no_room: str = "") -> str:
    """What was not taken and why, for beside a field that takes several; files that share a reason share its sentence."""
    names: dict[str, list[str]] = {}
    for file in sent:
        if not file.is_stored:
            why = no_room if no_room and file.reason == "no_room" else file.problem
            names.setdefault(why, []).append(file.name)
    said = [_("%(names)s: %(problem)s") % {"names": list_of(found), "problem": why} for why, found in names.items()]
    return " ".join(said)


async def problems_told(sent: Sequence[StoredFile]) -> str:
    """The same; of room that is used up the company's own people also read how much there is, and who can change it."""
    if not any(file.reason == "no_room" for file in sent):
        return problems_of(sent)
    refusal = await no_room_left()
    return problems_of(sent, no_room=" ".join(filter(None, (str(refusal.message), str(refusal.advice)))))


def from_row(row: Record) -> StoredFile:
    return StoredFile(**dict(row))


async def files_of(ids: Iterable[UUID]) -> dict[UUID, StoredFile]:
    """Those of the tenant's files, by id; an id that is not one of them is left out."""
    rows = await unit.fetch(
        f"SELECT {COLUMNS} FROM file WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[])",  # noqa: S608
        list(ids),
    )
    return {row["id"]: from_row(row) for row in rows}


async def file_of(file_id: UUID) -> StoredFile:
    """The tenant's file. Raises NotFound."""
    found = await files_of([file_id])
    if file_id not in found:
        raise NotFound
    return found[file_id]
