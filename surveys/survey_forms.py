"""Forms: founding, changing, archiving. What is asked is published as a version; nothing of a version ever changes.

A category has one form at most; where none says otherwise the standard form asks, which is always there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from i18n import _, lazy
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import Conflict, NotFound
from polydesk.kernel.wording import written
from polydesk.tickets.categories import categories
from surveys.form_content import Content
from surveys.form_texts import texts_in
from surveys.form_version import newest

KIND = "survey_form"
LONGEST_NAME = 60
MOST = 50


class ChangedMeanwhile(Conflict):
    message = lazy("Somebody else has saved this form meanwhile. Open it again to see what it says now.")


class CategoryTaken(Conflict):
    message = lazy("One of these categories has another form already. Take it out there first.")


class TooManyForms(Conflict):
    message = lazy("There are too many forms. Archive one first.")


@dataclass(frozen=True)
class SurveyForm:
    """`revision` counts what was saved, and is how a page knows that somebody was faster."""

    id: UUID
    own_name: str
    is_default: bool
    category_ids: tuple[UUID, ...]
    revision: int
    created_at: datetime
    archived_at: datetime | None

    @property
    def name(self) -> str:
        return self.own_name or _("Standard form")

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


async def forms() -> list[SurveyForm]:
    """The standard form first, the archived ones last."""
    return [_form(row) for row in await unit.fetch(f"{_SELECT} {_ORDER}")]


async def survey_form(form_id: UUID, *, lock: bool = False) -> SurveyForm:
    """Raises NotFound."""
    row = await unit.fetchrow(f"{_SELECT} AND id = $1{' FOR UPDATE' if lock else ''}", form_id)
    if row is None:
        raise NotFound
    return _form(row)


async def found(name: str, content: Content, *, category_ids: Sequence[UUID] = ()) -> UUID:
    """Raises CategoryTaken, TooManyForms."""
    if sum(not one.is_archived for one in await _locked()) >= MOST:
        raise TooManyForms
    made = new_id()
    await _demand_free(made, category_ids)
    await unit.execute(_FOUND, made, name, list(category_ids), now())
    await _add_version(made, 1, content, before=None)
    await _note("founded", made, {"name": [None, name]})
    return made


async def change(form_id: UUID, *, name: str, category_ids: Sequence[UUID], content: Content, seen: int) -> None:
    """`seen` is the revision that was edited. What says nothing new leaves no trace.
    Raises NotFound, ChangedMeanwhile, CategoryTaken."""
    await _locked()
    held = await survey_form(form_id, lock=True)
    if held.revision != seen:
        raise ChangedMeanwhile
    wanted = () if held.is_default else tuple(category_ids)
    present = await newest(form_id)
    changes: dict[str, list[Any]] = {}
    if (name, set(wanted)) != (held.own_name, set(held.category_ids)):
        await _demand_free(form_id, wanted)
        names = {one.id: one.name for one in await categories(archived_too=True)}
        about = [[names[key] for key in ids if key in names] for ids in (held.category_ids, wanted)]
        changes = {"name": [held.own_name, name], "categories": about}
    if content != present.content:
        await _add_version(form_id, present.no + 1, content, before=present.content)
        changes["version"] = [present.no, present.no + 1]
    if changes:
        await unit.execute(_CHANGE, form_id, name, list(wanted))
        await _note("changed", form_id, {what: pair for what, pair in changes.items() if pair[0] != pair[1]})


async def publish(form_id: UUID, content: Content, *, seen: int | None = None) -> None:
    """What is asked from now on; the name and the categories stay. Raises NotFound, ChangedMeanwhile."""
    held = await survey_form(form_id, lock=True)
    wanted = {"name": held.own_name, "category_ids": held.category_ids, "content": content}
    await change(form_id, **wanted, seen=held.revision if seen is None else seen)  # type: ignore[arg-type]


async def archive(form_id: UUID) -> None:
    """Nobody is asked with it any more; its answers keep their question. The standard form stays. Raises NotFound."""
    held = await survey_form(form_id, lock=True)
    if held.is_default:
        raise NotFound
    if not held.is_archived:
        await unit.execute(_SHELVE, form_id, now())
        await _note("archived", form_id, {"name": [held.own_name, None]})


async def restore(form_id: UUID) -> None:
    """Without the categories that another form has by now. Raises NotFound, TooManyForms."""
    present = await _locked()
    held = await survey_form(form_id, lock=True)
    if not held.is_archived:
        return
    if sum(not one.is_archived for one in present) >= MOST:
        raise TooManyForms
    taken = {category for one in present if not one.is_archived for category in one.category_ids}
    await unit.execute(_BRING_BACK, form_id, [one for one in held.category_ids if one not in taken])
    await _note("restored", form_id, {"name": [None, held.own_name]})


async def _locked() -> list[SurveyForm]:
    """All of them, until the end of the unit: of two forms that want one category, the second one is refused."""
    return [_form(row) for row in await unit.fetch(f"{_SELECT} ORDER BY id FOR UPDATE")]


async def _demand_free(form_id: UUID, category_ids: Sequence[UUID]) -> None:
    for one in await forms():
        if one.id != form_id and not one.is_archived and set(one.category_ids) & set(category_ids):
            raise CategoryTaken


async def _add_version(form_id: UUID, no: int, content: Content, *, before: Content | None) -> None:
    who, kept = actor(), msgspec.to_builtins(content)
    await unit.execute(_ADD, new_id(), form_id, no, kept, now(), who.id, who.name)
    was = {part: texts for part, texts, _limit in texts_in(before)} if before else {}
    texts_now = {part: texts for part, texts, _limit in texts_in(content)}
    for part in {**was, **texts_now}:
        if was.get(part, {}) != texts_now.get(part, {}):
            await written(KIND, f"{form_id}.{part}", was.get(part, {}), texts_now.get(part, {}))


async def _note(what: str, form_id: UUID, changes: dict[str, list[Any]]) -> None:
    await record(f"surveys.form_{what}", subject=("survey_form", form_id), changes=changes)


def _form(row: unit.Record) -> SurveyForm:
    form_id, name, is_default, category_ids, *rest = row
    return SurveyForm(form_id, name, is_default, tuple(category_ids), *rest)


_MINE = "WHERE tenant_id = app.tenant_id()"
_SELECT = f"""
SELECT id, name, is_default, category_ids, revision, created_at, archived_at FROM survey_form {_MINE}
"""  # noqa: S608
_ORDER = "ORDER BY archived_at IS NOT NULL, NOT is_default, lower(name), id"
_FOUND = "INSERT INTO survey_form (id, name, category_ids, created_at) VALUES ($1, $2, $3, $4)"
_CHANGE = f"UPDATE survey_form SET name = $2, category_ids = $3, revision = revision + 1 {_MINE} AND id = $1"  # noqa: S608
_SHELVE = f"UPDATE survey_form SET archived_at = $2, revision = revision + 1 {_MINE} AND id = $1"  # noqa: S608
_BRING_BACK = f"""
UPDATE survey_form SET archived_at = NULL, category_ids = $2, revision = revision + 1 {_MINE} AND id = $1
"""  # noqa: S608
_ADD = """
INSERT INTO survey_form_version (id, form_id, no, content, at, by_id, by_name) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
