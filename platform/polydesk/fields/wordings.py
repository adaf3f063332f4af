"""What tenants write in their forms: names and descriptions of request types, labels and help of fields, options."""

from uuid import UUID

from i18n import lazy
from i18n.texts import Texts
from polydesk.fields import options, own_fields, request_types
from polydesk.fields.catalogue import read
from polydesk.fields.model import FIELD, OPTION, TYPE
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import Kind, Phrase, declare, id_of

PAGE = "/admin/settings/fields"


async def of_types() -> list[Phrase]:
    """Archived ones keep their texts, but nobody need translate them any more; so do fields and options."""
    found = []
    for one in (await read()).offered:
        there = f"{PAGE}/types/{one.id}"
        limits = request_types.LONGEST_NAME, request_types.LONGEST_DESCRIPTION
        name = one.name.text
        found.append(Phrase(f"{one.id}.name", name, one.names, edited_at=there, limit=limits[0]))
        found.append(Phrase(f"{one.id}.description", name, one.descriptions, edited_at=there, limit=limits[1]))
    return found


async def save_type(key: str, texts: Texts) -> None:
    type_id, part = _parted(key)
    held = (await read()).type(type_id)
    names, descriptions = (texts, held.descriptions) if part == "name" else (held.names, texts)
    await request_types.change(held, request_types.Draft(names, descriptions), seen=held.version)


async def of_fields() -> list[Phrase]:
    found = []
    for one in (await read()).open_fields:
        there, label = f"{PAGE}/{one.id}", one.label.text
        found.append(Phrase(f"{one.id}.label", label, one.labels, edited_at=there, limit=own_fields.LONGEST_LABEL))
        found.append(Phrase(f"{one.id}.help", label, one.helps, edited_at=there, limit=own_fields.LONGEST_HELP))
    return found


async def save_field(key: str, texts: Texts) -> None:
    field_id, part = _parted(key)
    held = (await read()).field(field_id)
    labels, helps = (texts, held.helps) if part == "label" else (held.labels, texts)
    draft = own_fields.Draft(labels, helps, held.is_required, held.parent_id, held.shown_for)
    await own_fields.change(held, draft, seen=held.version)


async def of_options() -> list[Phrase]:
    return [
        Phrase(
            key=str(option.id),
            name=f"{held.label.text}: {option.name.text}",
            texts=option.names,
            limit=options.LONGEST_NAME,
            edited_at=f"{PAGE}/{held.id}/options/{option.id}",
        )
        for held in (await read()).open_fields
        for option in held.open_options
    ]


async def save_option(key: str, texts: Texts) -> None:
    option_id = id_of(key)
    held, option = next(
        ((one, option) for one in (await read()).fields.values() for option in one.options if option.id == option_id),
        (None, None),
    )
    if held is None or option is None:
        raise NotFound
    await options.change(held, option, names=texts, offered_for=option.offered_for)


def _parted(key: str) -> tuple[UUID, str]:
    """`<id>.label`; raises NotFound."""
    found, _dot, part = key.partition(".")
    if part not in ("name", "description", "label", "help"):
        raise NotFound
    return id_of(found), part


declare(Kind(TYPE, lazy("Request types"), of_types, save_type))
declare(Kind(FIELD, lazy("Fields of tickets"), of_fields, save_field))
declare(Kind(OPTION, lazy("Options of fields"), of_options, save_option))
