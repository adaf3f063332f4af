"""Asking: the request types and fields of a company of the demo, and what its customers answered in them."""

import tomllib
from datetime import timedelta
from typing import Any
from uuid import UUID

from polydesk.demo.companies import FOLDER
from polydesk.demo.house import House
from polydesk.fields import keeping, options, own_fields, request_types
from polydesk.fields.catalogue import read
from polydesk.fields.finding import words_in
from polydesk.fields.model import Answer, Answers
from polydesk.kernel.clock import now

Told = dict[str, Any]


async def set_up_forms(house: House) -> None:
    """By the verbs of the product; what the story will answer is kept in the house, under the subject of its ticket."""
    file = FOLDER / house.company.name_of_folder / "fields.toml"
    if not file.exists():
        return
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    fields: dict[str, UUID] = {}
    chosen: dict[str, dict[str, UUID]] = {}
    for key, field in told["fields"].items():
        fields[key] = await own_fields.add(field["kind"], field["labels"])
        if "options" in field:
            held, names = (await read()).field(fields[key]), list(map(_names, field["options"].values()))
            chosen[key] = dict(zip(field["options"], await options.add(held, names), strict=True))
        await _say_how(fields, chosen, key, field)
    types = {kind.get("key", ""): await _add_type(kind, fields) for kind in told["types"]}
    for subject, said in told["answers"].items():
        house.answers[subject] = types[said.pop("type")], _answers(said, fields, chosen)


async def answer(ticket_id: UUID, subject: str, house: House) -> None:
    if subject in house.answers:
        type_id, answers = house.answers[subject]
        words = words_in((await read()).fields.values(), answers)
        await keeping.keep(ticket_id, type_id, answers, words=words)


async def _say_how(fields: dict[str, UUID], chosen: dict[str, dict[str, UUID]], key: str, told: Told) -> None:
    held, parent = (await read()).field(fields[key]), told.get("parent", "")
    draft = own_fields.Draft(
        labels=told["labels"],
        helps=told.get("helps", {}),
        is_required=told.get("is_required", False),
        parent_id=fields.get(parent),
        shown_for=[chosen[parent][one] for one in told.get("shown_for", ())],
    )
    await own_fields.change(held, draft, seen=held.version)
    for name, option in told.get("options", {}).items():
        if with_these := option.get("only_with"):
            held = (await read()).field(fields[key])
            present = next(one for one in held.options if one.id == chosen[key][name])
            offered_for = [chosen[parent][one] for one in with_these]
            await options.change(held, present, names=present.names, offered_for=offered_for)


async def _add_type(told: Told, fields: dict[str, UUID]) -> UUID:
    made = await request_types.add(request_types.Draft(told["names"], told.get("descriptions", {})))
    for key in told.get("asks", ()):
        await request_types.ask((await read()).type(made), fields[key])
    return made


def _names(option: Told) -> dict[str, str]:
    return {language: text for language, text in option.items() if language != "only_with"}


def _answers(said: Told, fields: dict[str, UUID], chosen: dict[str, dict[str, UUID]]) -> Answers:
    found: Answers = {}
    for key, value in said.items():
        if key in chosen:
            found[fields[key]] = Answer(options=(chosen[key][value],))
        elif isinstance(value, int):
            found[fields[key]] = Answer((now().date() - timedelta(days=value)).isoformat())
        else:
            found[fields[key]] = Answer(value)
    return found
