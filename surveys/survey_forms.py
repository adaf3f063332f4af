"""Forms: founding, changing, archiving. What is asked is published as a version; nothing of a version ever changes.

A category, a brand, a category of a brand has one form at most; where none says otherwise the standard form asks, which is
always there.
"""

from collections.abc import Iterable
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
from tenants.brands import brands

KIND = "survey_form"
LONGEST_NAME = 60
MOST = 50


class ChangedMeanwhile(Conflict):
    message = lazy(
        "Somebody else has saved this form meanwhile. See under “Versions” what they changed, or publish again to replace it with yours."
    )


class TicketsTaken(Conflict):
    message = lazy("Another form asks about the same tickets already. Take its categories or brands out there first.")


class TooManyForms(Conflict):
    message = lazy("There are too many forms. Archive one first.")


@dataclass(frozen=True)
class ForTickets:
    """For which tickets a form is: those of these categories, of these brands, or, where both are named, of both."""

    categories: tuple[UUID, ...] = ()
    brands: tuple[UUID, ...] = ()

    def meets(self, other: "ForTickets") -> bool:
        """Whether neither is more particular than the other and there is a ticket that both are for."""
        pairs = ((self.categories, other.categories), (self.brands, other.brands))
        is_any = bool(self.categories or self.brands)
        return is_any and all(bool(a) == bool(b) and (not a or bool(set(a) & set(b))) for a, b in pairs)

    def without(self, others: Iterable["ForTickets"]) -> "ForTickets":
        """What is left of it beside these."""
        met = [other for other in others if other.meets(self)]
        if not self.categories:
            return ForTickets((), tuple(one for one in self.brands if not any(one in other.brands for other in met)))
        left = tuple(one for one in self.categories if not any(one in other.categories for other in met))
        return ForTickets(left, self.brands if left else ())


ALL_TICKETS = ForTickets()


@dataclass(frozen=True)
class SurveyForm:
    """`revision` counts what was saved, and is how a page knows that somebody was faster."""

    id: UUID
    own_name: str
    is_default: bool
    category_ids: tuple[UUID, ...]
    brand_ids: tuple[UUID, ...]
    revision: int
    created_at: datetime
    archived_at: datetime | None

    @property
    def name(self) -> str:
        return self.own_name or _("Standard form")

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def for_tickets(self) -> "ForTickets":
        return ForTickets(self.category_ids, self.brand_ids)


async def forms() -> list[SurveyForm]:
    """The standard form first, the archived ones last."""
    return [_form(row) for row in await unit.fetch(f"{_SELECT} {_ORDER}")]


async def survey_form(form_id: UUID, *, lock: bool = False) -> SurveyForm:
    """Raises NotFound."""
    row = await unit.fetchrow(f"{_SELECT} AND id = $1{' FOR UPDATE' if lock else ''}", form_id)
    if row is None:
        raise NotFound
    return _form(row)


async def found(name: str, content: Content, *, tickets: ForTickets = ALL_TICKETS) -> UUID:
    """Raises TicketsTaken, TooManyForms."""
    if sum(not one.is_archived for one in await _locked()) >= MOST:
        raise TooManyForms
    made = new_id()
    await _demand_free(made, tickets)
    await unit.execute(_FOUND, made, name, list(tickets.categories), now(), list(tickets.brands))
    await _add_version(made, 1, content, before=None)
    await _note("founded", made, {"name": [None, name]})
    return made


async def change(form_id: UUID, *, name: str, tickets: ForTickets, content: Content, seen: int) -> None:
    """`seen` is the revision that was edited. What says nothing new leaves no trace.
    Raises NotFound, ChangedMeanwhile, TicketsTaken."""
    await _locked()
    held = await survey_form(form_id, lock=True)
    if held.revision != seen:
        raise ChangedMeanwhile
    wanted = ALL_TICKETS if held.is_default else tickets
    present = await newest(form_id)
    changes: dict[str, list[Any]] = {}
    if name != held.own_name or _differ(wanted, held.for_tickets):
        await _demand_free(form_id, wanted)
        changes = {"name": [held.own_name, name], **await _told(held.for_tickets, wanted)}
    if content != present.content:
        await _add_version(form_id, present.no + 1, content, before=present.content)
        changes["version"] = [present.no, present.no + 1]
    if changes:
        await unit.execute(_CHANGE, form_id, name, list(wanted.categories), list(wanted.brands))
        await _note("changed", form_id, {what: pair for what, pair in changes.items() if pair[0] != pair[1]})


async def publish(form_id: UUID, content: Content, *, seen: int | None = None) -> None:
    """What is asked from now on; the name and the tickets stay. Raises NotFound, ChangedMeanwhile."""
    held = await survey_form(form_id, lock=True)
    wanted = {"name": held.own_name, "tickets": held.for_tickets, "content": content}
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
    """Without the categories and brands that another form has by now. Raises NotFound, TooManyForms."""
    present = await _locked()
    held = await survey_form(form_id, lock=True)
    if not held.is_archived:
        return
    if sum(not one.is_archived for one in present) >= MOST:
        raise TooManyForms
    left = held.for_tickets.without(one.for_tickets for one in present if not one.is_archived)
    await unit.execute(_BRING_BACK, form_id, list(left.categories), list(left.brands))
    await _note("restored", form_id, {"name": [None, held.own_name]})


async def _locked() -> list[SurveyForm]:
    """All of them, until the end of the unit: of two forms that want one category, the second one is refused."""
    return [_form(row) for row in await unit.fetch(f"{_SELECT} ORDER BY id FOR UPDATE")]


async def _demand_free(form_id: UUID, tickets: ForTickets) -> None:
    for one in await forms():
        if one.id != form_id and not one.is_archived and one.for_tickets.meets(tickets):
            raise TicketsTaken


def _differ(one: ForTickets, other: ForTickets) -> bool:
    return (set(one.categories), set(one.brands)) != (set(other.categories), set(other.brands))


async def _told(before: ForTickets, after: ForTickets) -> dict[str, list[Any]]:
    """What changes, by the names of today."""
    names: dict[UUID, str] = {one.id: one.name for one in await categories(archived_too=True)}
    names |= {one.id: one.name for one in await brands(archived_too=True)}
    return {
        what: [[names[key] for key in getattr(tickets, what) if key in names] for tickets in (before, after)]
        for what in ("categories", "brands")
    }


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
    form_id, name, is_default, category_ids, brand_ids, *rest = row
    return SurveyForm(form_id, name, is_default, tuple(category_ids), tuple(brand_ids), *rest)


_MINE = "WHERE tenant_id = app.tenant_id()"
_SELECT = f"""
SELECT id, name, is_default, category_ids, brand_ids, revision, created_at, archived_at FROM survey_form {_MINE}
"""  # noqa: S608
_ORDER = "ORDER BY archived_at IS NOT NULL, NOT is_default, lower(name), id"
_FOUND = "INSERT INTO survey_form (id, name, category_ids, created_at, brand_ids) VALUES ($1, $2, $3, $4, $5)"
_CHANGE = f"""
UPDATE survey_form SET name = $2, category_ids = $3, brand_ids = $4, revision = revision + 1 {_MINE} AND id = $1
"""  # noqa: S608
_SHELVE = f"UPDATE survey_form SET archived_at = $2, revision = revision + 1 {_MINE} AND id = $1"  # noqa: S608
_BRING_BACK = f"""
UPDATE survey_form SET archived_at = NULL, category_ids = $2, brand_ids = $3, revision = revision + 1 {_MINE} AND id = $1
"""  # noqa: S608
_ADD = """
INSERT INTO survey_form_version (id, form_id, no, content, at, by_id, by_name) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
