"""What is done with canned replies: written, changed, archived, brought back, used.

Whoever wrote one may change it, and so may an admin where it is shared. Nothing is deleted, so everything can be undone.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from i18n.texts import Texts
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.wording import written
from polydesk.replies.refusals import ChangedMeanwhile, NotYours, TooMany

Scope = Literal["private", "team", "all"]

KIND = "canned_reply"
LONGEST_NAME = 80
LONGEST_TEXT = 10_000
MOST = 2_000


@dataclass(frozen=True)
class Draft:
    """What somebody wants a canned reply to be. `folder` is a name, empty for none."""

    name: str
    texts: Texts = field(default_factory=dict)
    folder: str = ""
    scope: Scope = "private"
    team_id: UUID | None = None


@dataclass(frozen=True)
class CannedReply:
    id: UUID
    name: str
    folder: str
    texts: Texts
    scope: Scope
    owner_id: UUID
    owner_name: str
    team_id: UUID | None
    uses: int
    used_at: datetime | None
    version: int
    is_archived: bool

    def is_changed_by(self, who: Actor) -> bool:
        return self.owner_id == who.id or (self.scope != "private" and who.may("settings.manage"))


async def write(draft: Draft, *, by: Actor) -> UUID:
    """Raises NotYours when it is to be shared by somebody who may not, TooMany."""
    _demand_sharing(draft, by)
    if await unit.fetchval(_COUNT) >= MOST:
        raise TooMany
    made = new_id()
    await unit.execute(_INSERT, made, *_columns(draft), by.id, now())
    await _remember(made, {}, draft)
    await _note("written", made, draft.scope, {"name": [None, draft.name]})
    return made


async def change(reply: CannedReply, draft: Draft, *, by: Actor, seen: int) -> None:
    """`seen` is the version that was edited. Raises NotYours, ChangedMeanwhile."""
    _demand_right(reply, by)
    if draft.scope != reply.scope or draft.team_id != reply.team_id:
        _demand_sharing(draft, by)
    if await unit.fetchval(_UPDATE, reply.id, *_columns(draft), now(), seen) is None:
        raise ChangedMeanwhile
    await _remember(reply.id, reply.texts, draft)
    if changes := _changes(reply, draft):
        await _note("changed", reply.id, draft.scope if reply.scope == "private" else reply.scope, changes)


async def translate(reply: CannedReply, texts: Texts) -> None:
    """By whoever looks after the languages. Nothing changed leaves no trace. Raises ChangedMeanwhile."""
    if texts == reply.texts:
        return
    if await unit.fetchval(_TRANSLATE, reply.id, texts, now(), reply.version) is None:
        raise ChangedMeanwhile
    await written(KIND, str(reply.id), reply.texts, texts)
    await _note("changed", reply.id, reply.scope, {"texts": [reply.texts, texts]})


async def archive(reply: CannedReply, *, by: Actor) -> None:
    """Nobody finds it any more in the composer. Raises NotYours."""
    _demand_right(reply, by)
    await unit.execute(_ARCHIVE, reply.id, now())
    await _note("archived", reply.id, reply.scope, {"name": [reply.name, None]})


async def restore(reply: CannedReply, *, by: Actor) -> None:
    """Raises NotYours."""
    _demand_right(reply, by)
    await unit.execute(_ARCHIVE, reply.id, None)
    await _note("restored", reply.id, reply.scope, {"name": [None, reply.name]})


async def count_use(reply: CannedReply) -> None:
    await unit.execute(_USED, reply.id, now())


async def _remember(reply_id: UUID, before: Texts, draft: Draft) -> None:
    """Private ones are nobody else's work to translate."""
    await written(KIND, str(reply_id), before, draft.texts if draft.scope != "private" else {})


async def _note(what: str, reply_id: UUID, scope: Scope, changes: dict[str, list[Any]]) -> None:
    """What somebody keeps for themselves is nobody's business, also not of whoever reads the audit log."""
    if scope != "private":
        await record(f"replies.{what}", subject=(KIND, reply_id), changes=changes)


def _demand_sharing(draft: Draft, by: Actor) -> None:
    if draft.scope != "private" and not by.may("replies.share"):
        raise NotYours


def _demand_right(reply: CannedReply, by: Actor) -> None:
    if not reply.is_changed_by(by):
        raise NotYours


def _columns(draft: Draft) -> tuple[Any, ...]:
    return draft.name, draft.folder, draft.texts, draft.scope, draft.team_id if draft.scope == "team" else None


def _changes(reply: CannedReply, draft: Draft) -> dict[str, list[Any]]:
    """What it said while it was private, or says now that it is, is left out."""
    pairs: dict[str, list[Any]] = {
        "name": [reply.name, draft.name],
        "folder": [reply.folder, draft.folder],
        "texts": [reply.texts, draft.texts],
        "scope": [reply.scope, draft.scope],
    }
    is_shown = reply.scope != "private", draft.scope != "private"
    return {
        name: [value if shown or name == "scope" else None for value, shown in zip(pair, is_shown, strict=True)]
        for name, pair in pairs.items()
        if pair[0] != pair[1]
    }


_COUNT = "SELECT count(*) FROM canned_reply WHERE tenant_id = app.tenant_id() AND archived_at IS NULL"

_INSERT = """
INSERT INTO canned_reply (id, name, folder, texts, scope, team_id, owner_id, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
"""

_UPDATE = """
UPDATE canned_reply SET name = $2, folder = $3, texts = $4, scope = $5, team_id = $6, updated_at = $7, version = version + 1
 WHERE tenant_id = app.tenant_id() AND id = $1 AND version = $8 RETURNING version
"""

_TRANSLATE = """
UPDATE canned_reply SET texts = $2, updated_at = $3, version = version + 1
 WHERE tenant_id = app.tenant_id() AND id = $1 AND version = $4 RETURNING version
"""

_ARCHIVE = "UPDATE canned_reply SET archived_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1"

_USED = "UPDATE canned_reply SET uses = uses + 1, used_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
