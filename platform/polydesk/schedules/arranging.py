"""Arranging schedules: their names, their order, which one is the default, and which are put away."""

from uuid import UUID

from i18n import _
from i18n.formats import list_of
from i18n.texts import Texts
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.live import tell
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import written
from polydesk.schedules.checking import tidy_name
from polydesk.schedules.keeping import public_history
from polydesk.schedules.recompiling import recompile
from polydesk.schedules.refusals import InUse, NameTaken
from polydesk.schedules.usage import uses_of
from tenants.here import visit

KIND = "schedule"


async def enter(schedule_id: UUID, name: str) -> None:
    """A new row, the last in the order. Raises NameTaken."""
    if await unit.fetchval(_ENTER, schedule_id, name, now()) is None:
        raise NameTaken


async def rename(schedule_id: UUID, *, to: str, by: Actor) -> None:
    """Raises NotFound, NameTaken, BadHours (place `name`)."""
    held, name = await _held(schedule_id), tidy_name(to)
    if name == held["name"]:
        return
    await _refuse_taken(name, schedule_id)
    await unit.execute("UPDATE schedule SET name = $2 WHERE tenant_id = app.tenant_id() AND id = $1", schedule_id, name)
    home = (await visit()).default_language
    await written(KIND, str(schedule_id), {**held["names"], home: held["name"]}, {**held["names"], home: name})
    await _note("renamed", schedule_id, "name", held["name"], name)


async def translate(schedule_id: UUID, texts: Texts, *, by: Actor) -> None:
    """The name in all languages; in the company's own it is what the company calls it. Raises what `rename` does."""
    home = (await visit()).default_language
    if texts.get(home):
        await rename(schedule_id, to=texts[home], by=by)
    held, names = await _held(schedule_id), {code: text for code, text in texts.items() if code != home}
    if names != held["names"]:
        await unit.execute(_TRANSLATE, schedule_id, names)
        await written(KIND, str(schedule_id), {**held["names"], home: held["name"]}, {**names, home: held["name"]})
        await _note("renamed", schedule_id, "names", held["names"], names)


async def arrange(ids: list[UUID], *, by: Actor) -> None:
    """The order in which lists show the schedules."""
    await unit.execute(_ARRANGE, ids)
    await record("schedule.arranged", changes={"order": [None, [str(one) for one in ids]]})


async def make_default(schedule_id: UUID, *, by: Actor) -> None:
    """Raises NotFound, InUse for an archived one."""
    held = await _held(schedule_id)
    if held["archived_at"] is not None:
        raise InUse(_("Restore this schedule before you make it the usual one."))
    before = await unit.fetchval("SELECT default_schedule_id FROM schedule_setting WHERE tenant_id = app.tenant_id()")
    if before != schedule_id:
        await unit.execute(_DEFAULT, schedule_id)
        await public_history.changed()
        await _note("made_default", schedule_id, "default", before and str(before), str(schedule_id))


async def become_default_if_first(schedule_id: UUID) -> None:
    await unit.execute(_DEFAULT + " WHERE schedule_setting.default_schedule_id IS NULL", schedule_id)
    await public_history.changed()


async def archive(schedule_id: UUID, *, by: Actor) -> None:
    """Raises NotFound, InUse: for the default one, and while something refers to it (`usage`)."""
    held = await _held(schedule_id)
    if held["archived_at"] is not None:
        return
    if held["is_default"]:
        raise InUse(_("These are the usual hours. Make another schedule the usual one first."))
    if uses := await uses_of(schedule_id):
        raise InUse(_("This schedule is used by %(names)s.") % {"names": list_of(use.name for use in uses)})
    await unit.execute(_ARCHIVE, schedule_id, now())
    await _note("archived", schedule_id, "name", held["name"], None)


async def restore(schedule_id: UUID, *, by: Actor) -> None:
    """Back among the others, with the holidays and exceptions of today. Raises NotFound, NameTaken."""
    held = await _held(schedule_id)
    if held["archived_at"] is None:
        return
    await _refuse_taken(held["name"], schedule_id)
    await unit.execute(_ARCHIVE, schedule_id, None)
    await _note("restored", schedule_id, "name", None, held["name"])
    await recompile([schedule_id], reason="holidays", by=by)


async def show_publicly(yes: bool, *, by: Actor) -> None:
    """Whether the portal shows the hours."""
    before = await unit.fetchval("SELECT hours_are_public FROM schedule_setting WHERE tenant_id = app.tenant_id()")
    if before != yes:
        await unit.execute(_PUBLIC, yes)
        await public_history.changed()
        await record("schedule.shown_publicly", changes={"public": [before, yes]})


async def _held(schedule_id: UUID) -> unit.Record:
    row = await unit.fetchrow(_HELD, schedule_id)
    if row is None:
        raise NotFound
    return row


async def _refuse_taken(name: str, schedule_id: UUID) -> None:
    if await unit.fetchval(_IS_TAKEN, name, schedule_id):
        raise NameTaken


async def _note(what: str, schedule_id: UUID, key: str, before: object, after: object) -> None:
    await record(f"schedule.{what}", subject=("schedule", schedule_id), changes={key: [before, after]})
    await tell("schedule", str(schedule_id))


_ENTER = """
INSERT INTO schedule (id, name, position, created_at)
SELECT $1, $2, coalesce(max(position), 0) + 1, $3 FROM schedule WHERE tenant_id = app.tenant_id()
ON CONFLICT (tenant_id, lower(name)) WHERE archived_at IS NULL DO NOTHING RETURNING id
"""
_TRANSLATE = "UPDATE schedule SET names = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
_HELD = """
SELECT s.name, s.names, s.archived_at, EXISTS (
         SELECT FROM schedule_setting g WHERE g.tenant_id = s.tenant_id AND g.default_schedule_id = s.id) AS is_default
  FROM schedule s WHERE s.tenant_id = app.tenant_id() AND s.id = $1 FOR UPDATE OF s
"""
_IS_TAKEN = """
SELECT EXISTS (SELECT FROM schedule WHERE tenant_id = app.tenant_id() AND lower(name) = lower($1) AND id <> $2
                  AND archived_at IS NULL)
"""
_ARRANGE = """
UPDATE schedule s SET position = wanted.position
  FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, position)
 WHERE s.tenant_id = app.tenant_id() AND s.id = wanted.id
"""
_DEFAULT = """
INSERT INTO schedule_setting (default_schedule_id) VALUES ($1)
ON CONFLICT (tenant_id) DO UPDATE SET default_schedule_id = excluded.default_schedule_id
"""
_PUBLIC = """
INSERT INTO schedule_setting (hours_are_public) VALUES ($1)
ON CONFLICT (tenant_id) DO UPDATE SET hours_are_public = excluded.hours_are_public
"""
_ARCHIVE = "UPDATE schedule SET archived_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
