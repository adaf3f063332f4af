"""Questions: what a form shows for a request type, in the reader's words; the portal and the desk draw it alike."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from i18n import _
from i18n.texts import Picked
from polydesk.fields.answering import asked_by
from polydesk.fields.asking import NOTHING, Asked
from polydesk.fields.catalogue import Catalogue
from polydesk.fields.keeping import Held
from polydesk.fields.model import Field, RequestType
from polydesk.kernel.archived import still_offered
from polydesk.kernel.ids import to_id
from polydesk.kernel.web import Form

# What a browser sends of one form: of several choices each that is ticked is a field of its own.
MOST_TYPED = 600
NOTHING_HELD = Held()


@dataclass(frozen=True)
class Question:
    """A field with what is offered now; `decides`: what is answered changes what else is asked."""

    field: Field
    label: Picked
    help: Picked
    options: list[tuple[str, str]]
    decides: bool

    @property
    def name(self) -> str:
        return self.field.input_name


@dataclass(frozen=True)
class Questions:
    """`types` is empty where there is nothing to choose between."""

    types: list[tuple[str, Picked]]
    type: RequestType | None
    asked: Asked
    lines: list[Question]

    @property
    def changes(self) -> bool:
        """Whether it can look different after a choice."""
        return bool(self.types) or any(one.decides for one in self.lines)

    @property
    def has_gaps(self) -> bool:
        return any(one.label.is_fallback for one in self.lines) or any(name.is_fallback for _id, name in self.types)


def for_customers(form: Form[Any], known: Catalogue) -> Questions | None:
    """None for a company that asks nothing of its own. A type that is offered no more is said beside the choice."""
    offered = known.offered
    if not offered:
        return None
    typed = to_id(form.value("type"))
    chosen = next((one for one in offered if one.id == typed), None)
    if chosen is None and form.value("type"):
        form.fail("type", _("This kind of request is not offered any more. Choose another one."))
    types = [(str(one.id), one.name) for one in offered] if len(offered) > 1 else []
    return questions(form, known, chosen or offered[0], types)


def for_agents(form: Form[Any], known: Catalogue, held: Held = NOTHING_HELD) -> Questions:
    """No type is one to choose, too; one that is archived stays so for the ticket that has it, and so do its options."""
    types = still_offered(known.types, (held.type_id,))
    kind = next((one for one in types if one.id == to_id(form.value("type"))), None)
    chosen = [option for answer in held.answers.values() for option in answer.options]
    return questions(form, known, kind, [(str(one.id), one.name) for one in types], chosen)


def questions(
    form: Form[Any],
    known: Catalogue,
    kind: RequestType | None,
    types: list[tuple[str, Picked]],
    held: Collection[UUID] = NOTHING,
) -> Questions:
    asked = asked_by(form, known.asked_by(kind), held)
    return Questions(types, kind, asked, [_question(one, asked) for one in asked.shown()])


def _question(field: Field, asked: Asked) -> Question:
    options = [(str(one.id), one.name.text) for one in asked.offered(field)] if field.has_options else []
    return Question(field, field.label, field.help, options, asked.decides(field))
