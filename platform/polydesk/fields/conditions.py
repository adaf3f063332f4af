"""What views ask of answers: which request type it is, and which options were chosen."""

from collections.abc import Iterable
from uuid import UUID

from polydesk.fields.catalogue import Catalogue
from polydesk.kernel.ids import to_id
from polydesk.tickets.conditions import Conditions, Where, asks


@asks
def request_types(made: Where, wanted: Conditions) -> None:
    if wanted.request_types:
        made.add(
            "EXISTS (SELECT FROM ticket_request r WHERE r.tenant_id = t.tenant_id AND r.ticket_id = t.id"
            f" AND r.type_id = ANY({made.place(list(wanted.request_types))}::uuid[]))"
        )


@asks
def answers(made: Where, wanted: Conditions) -> None:
    """One of the options of each field that is asked about."""
    for field_id, options in wanted.answers.items():
        made.add(
            "EXISTS (SELECT FROM ticket_answer_option c WHERE c.tenant_id = t.tenant_id AND c.ticket_id = t.id"
            f" AND c.field_id = {made.place(field_id)}::uuid AND c.option_id = ANY({made.place(list(options))}::uuid[]))"
        )


def choices_of(known: Catalogue) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a view can ask for: each choice with its options, also those that only old tickets have."""
    return [
        (one.label.text, [(str(option.id), option.name.text) for option in one.options])
        for one in known.fields.values()
        if one.options
    ]


def by_field(known: Catalogue, typed: Iterable[str]) -> dict[UUID, list[UUID]]:
    """Options that were ticked, by the field that they belong to; what is nobody's option is left out."""
    wanted = {found for found in map(to_id, typed) if found}
    ticked = {one.id: [option.id for option in one.options if option.id in wanted] for one in known.fields.values()}
    return {field_id: options for field_id, options in ticked.items() if options}
