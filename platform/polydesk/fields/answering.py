"""Answering: what people type into the fields of a form, read by the kind of each, said beside it when it is not right.

Only what is asked is read: a field that the other answers hide, another form's field or another company's has no say.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from i18n import _
from i18n.formats import exact_number, typed_number
from polydesk.fields.asking import NOTHING, Asked
from polydesk.fields.model import Answer, Answers, Field
from polydesk.kernel.ids import to_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.web import Form
from polydesk.kernel.wording import too_long

LONGEST_TEXT, LONGEST_LONG_TEXT = 200, 5_000
LARGEST = Decimal(10) ** 15
FIRST_YEAR, LAST_YEAR = 1900, 2200


class NotRight(Exception):
    """Why something typed is no answer."""


def asked_by(form: Form[Any], fields: Sequence[Field], held: Collection[UUID] = NOTHING) -> Asked:
    """What this form asks, with what is chosen in it."""
    return Asked(fields, {one.id: _chosen(form, one) for one in fields}, held)


def read_answers(form: Form[Any], asked: Asked, *, all_required: bool = True) -> Answers:
    """What was answered; mistakes are said in the form. Agents may leave out what customers may not.

    Where a file can be asked for, `file_answers.receive` comes first.
    """
    found: Answers = {}
    for field in asked.shown():
        try:
            answer = _options(form, field, asked) if field.has_options else _value(form, field)
            if answer.value or answer.options:
                found[field.id] = answer
            elif field.is_required and all_required:
                raise NotRight(_missing(field))
        except NotRight as problem:
            form.fail(field.input_name, problem)
    return found


def fill(form: Form[Any], fields: Sequence[Field], answers: Answers) -> None:
    """The form as it stands for these answers."""
    for field in fields:
        if answer := answers.get(field.id):
            form.values[field.input_name] = [str(one) for one in answer.options] or [_as_typed(field, answer.value)]


def _as_typed(field: Field, value: str) -> str:
    return exact_number(Decimal(value)) if field.kind == "number" else value


def _chosen(form: Form[Any], field: Field) -> list[UUID]:
    if field.kind == "checkbox":
        return [field.id] if form.value(field.input_name) else []
    return [found for found in map(to_id, form.all_values(field.input_name)) if found] if field.has_options else []


def _options(form: Form[Any], field: Field, asked: Asked) -> Answer:
    typed = [text for text in form.all_values(field.input_name) if text]
    offered = [one.id for one in asked.offered(field)]
    if {to_id(text) for text in typed} - set(offered):
        raise NotRight(_("Something that you chose here is not offered any more. Please choose again."))
    chosen = tuple(one for one in offered if one in asked.picks(field))
    return Answer(options=chosen[-1:] if field.kind == "choice" else tuple(sorted(chosen)))


def _value(form: Form[Any], field: Field) -> Answer:
    typed = form.value(field.input_name).strip()
    return Answer(_READERS[field.kind](typed) if typed else "")


def _line(typed: str) -> str:
    return _short_enough(one_line(typed), LONGEST_TEXT)


def _lines(typed: str) -> str:
    return _short_enough(typed, LONGEST_LONG_TEXT)


def _short_enough(text: str, limit: int) -> str:
    if len(text) > limit:
        raise NotRight(too_long(limit))
    return text


def _number(typed: str) -> str:
    found = typed_number(typed) if len(typed) <= 40 else None
    if found is None or abs(found) >= LARGEST:
        raise NotRight(_("Please enter a number."))
    return format(found.normalize() + 0, "f")


def _date(typed: str) -> str:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        raise NotRight(_("Please enter a valid date.")) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise NotRight(_("Please enter a valid date."))
    return found.isoformat()


def _ticked(_typed: str) -> str:
    return "yes"


def _file(kept: str) -> str:
    """What `file_answers.receive` put there: nobody types it."""
    return kept


def _missing(field: Field) -> str:
    if field.kind == "checkbox":
        return _("Please tick this box.")
    return _("Please choose one of the options.") if field.has_options else _("Please fill this in.")


_READERS: dict[str, Callable[[str], str]] = {
    "text": _line,
    "long_text": _lines,
    "number": _number,
    "date": _date,
    "checkbox": _ticked,
    "file": _file,
}
