"""The words of this slice: a request type asks for fields, a field has a kind, a choice has options."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from msgspec import Struct

from i18n import LazyText, current_locale, lazy, lazy_in
from i18n.texts import Picked, Texts, pick
from polydesk.kernel.wording import met
from tenants.here import home_language

Kind = Literal["text", "long_text", "number", "choice", "choices", "checkbox", "date", "file"]
CHOICES: tuple[Kind, ...] = ("choice", "choices")
# The answers that can decide whether another field is asked.
DECIDING: tuple[Kind, ...] = (*CHOICES, "checkbox")

KIND_NAMES: dict[Kind, LazyText] = {
    "text": lazy("One line of text"),
    "long_text": lazy("Several lines of text"),
    "number": lazy_in("field", "Number"),
    "choice": lazy("One choice"),
    "choices": lazy("Several choices"),
    "checkbox": lazy("Tick box"),
    "date": lazy("Date"),
    "file": lazy("File"),
}

TYPE, FIELD, OPTION = "request_type", "ticket_field", "field_option"


class Option(Struct, frozen=True):
    id: UUID
    names: Texts
    offered_for: list[UUID]
    version: int
    is_archived: bool

    @property
    def name(self) -> Picked:
        return said(OPTION, str(self.id), self.names)


class Field(Struct, frozen=True):
    """`parent_id` is the field whose answer decides whether this one is asked, and which of its options are offered."""

    id: UUID
    kind: Kind
    labels: Texts
    helps: Texts
    is_required: bool
    parent_id: UUID | None
    shown_for: list[UUID]
    version: int
    is_archived: bool
    options: list[Option]

    @property
    def label(self) -> Picked:
        return said(FIELD, f"{self.id}.label", self.labels)

    @property
    def help(self) -> Picked:
        return said(FIELD, f"{self.id}.help", self.helps)

    @property
    def input_name(self) -> str:
        return f"field_{self.id.hex}"

    @property
    def has_options(self) -> bool:
        return self.kind in CHOICES

    @property
    def open_options(self) -> list[Option]:
        return [one for one in self.options if not one.is_archived]


class RequestType(Struct, frozen=True):
    """`fields` are the ids of what it asks for, in order, archived ones among them."""

    id: UUID
    names: Texts
    descriptions: Texts
    version: int
    is_archived: bool
    fields: list[UUID]

    @property
    def name(self) -> Picked:
        return said(TYPE, f"{self.id}.name", self.names)

    @property
    def description(self) -> Picked:
        return said(TYPE, f"{self.id}.description", self.descriptions)


class Answer(Struct, frozen=True):
    """What was written, in one spelling for each kind (`12.5`, `2026-11-22`, `yes`), or which options were chosen, in the
    order of their ids, so that the same answers are equal.

    A file is its id and its name; it hangs on the ticket's first message, where those may have it who may read that.
    """

    value: str = ""
    options: tuple[UUID, ...] = ()


Answers = dict[UUID, Answer]


def said(kind: str, key: str, texts: Mapping[str, str]) -> Picked:
    """In the reader's language or the nearest there is; a gap that a customer meets is counted."""
    found = pick(texts, current_locale(), home_language())
    if found.is_fallback:
        met(kind, key, current_locale())
    return found
