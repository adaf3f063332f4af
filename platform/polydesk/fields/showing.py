"""Showing answers: a label and what was said, in the reader's language, for tickets, and as data for the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from i18n import _
from i18n.formats import day, exact_number
from i18n.texts import Picked
from polydesk.fields.catalogue import Catalogue, catalogue
from polydesk.fields.keeping import Held, held_by
from polydesk.fields.model import Answer, Answers, Field

LONGEST_IN_TIMELINE = 200


@dataclass(frozen=True)
class Shown:
    """A field and its answer, or all that was chosen."""

    label: Picked
    answers: tuple[Picked, ...]
    file_id: str = ""


@dataclass(frozen=True)
class Sheet:
    """What one ticket was answered; `number` is that of a ticket that was merged into the one that is shown."""

    type: Picked | None
    lines: tuple[Shown, ...]
    number: int | None = None


async def sheet_of(ticket_id: UUID) -> Sheet | None:
    """For a page that shows one ticket; a company that asks nothing of its own pays nothing."""
    known = await catalogue()
    return None if known.is_empty else sheet(known, await held_by(ticket_id))


def sheet(known: Catalogue, held: Held, number: int | None = None) -> Sheet | None:
    """In the order in which its request type asks; what it does not ask any more comes last. None: nothing to show."""
    if held.is_empty:
        return None
    kind = known.of_ticket(held.type_id)
    lines = tuple(
        shown(one, held.answers[one.id]) for one in in_order(known, kind.fields if kind else (), held.answers)
    )
    return Sheet(kind.name if kind else None, lines, number)


def in_order(known: Catalogue, first: Sequence[UUID], answers: Answers) -> list[Field]:
    """The fields that were answered."""
    order = [*first, *(one for one in known.fields if one not in first)]
    return [known.fields[one] for one in order if one in answers and one in known.fields]


def shown(field: Field, answer: Answer) -> Shown:
    if field.has_options:
        return Shown(field.label, tuple(one.name for one in field.options if one.id in answer.options))
    file_id = answer.value.partition(" ")[0] if field.kind == "file" else ""
    plain = Picked(spelled(field.kind, answer.value), "", is_fallback=False)
    return Shown(field.label, (plain,), file_id)


def spelled(kind: str, value: str) -> str:
    """A kept value as its reader writes it."""
    if kind == "number":
        return exact_number(Decimal(value))
    if kind == "date":
        return day(date.fromisoformat(value))
    if kind == "file":
        return value.partition(" ")[2]
    return _("Yes") if kind == "checkbox" else value


def as_data(field: Field, answer: Answer | None) -> Any:
    """For the timeline: names in every language, so that the line can be read for ever; None for no answer."""
    if answer is None:
        return None
    if field.has_options:
        return [one.names for one in field.options if one.id in answer.options]
    return answer.value[:LONGEST_IN_TIMELINE]
