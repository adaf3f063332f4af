"""A company that asks what a return needs: an order number, a reason, and what depends on that."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from polydesk.fields import keeping, options, own_fields, request_types
from polydesk.fields.catalogue import read
from polydesk.fields.keeping import Held
from polydesk.fields.model import Field
from polydesk.kernel.actor import Actor
from polydesk.tickets.queries import by_number
from tenants.roles import permissions_of

NEW = "/en/tickets/new"
MESSAGE = {"email": "dora@customers.example", "subject": "It came broken", "message": "See below."}


@dataclass
class Form:
    """What the house asks, by short names; `said` are the fields of a form that answers it."""

    house: Any
    type: UUID
    fields: dict[str, UUID] = field(default_factory=dict)
    options: dict[str, UUID] = field(default_factory=dict)

    def name(self, key: str) -> str:
        return f"field_{self.fields[key].hex}"

    def said(self, **answers: Any) -> dict[str, Any]:
        """`reason="damaged"` is the option of that name, anything else is what somebody typed."""
        return {self.name(key): self._typed(value) for key, value in answers.items()}

    async def sent(self, who: Any, *, key: str = "", type: str = "", **answers: Any) -> Any:  # noqa: A002
        own = {"type": type or str(self.type), "key": key}
        return await who.client.post(NEW, data={**MESSAGE, **own, **self.said(**answers)})

    async def held(self, number: int = 1) -> Held:
        async with self.house.unit():
            return await keeping.held_by((await by_number(number)).id)

    async def field(self, key: str) -> Field:
        return (await read()).field(self.fields[key])

    def _typed(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._typed(one) for one in value]
        return str(self.options.get(value, value))


Sets = Callable[[Any], Awaitable[Form]]


@pytest.fixture
def returns() -> Sets:
    """Sets up the form in a house."""

    async def set_up(house: Any) -> Form:
        async with house.unit():
            form = Form(house, await request_types.add(request_types.Draft({"en": "Return", "it": "Reso"})))
            for key, kind in KINDS.items():
                form.fields[key] = await own_fields.add(kind, {"en": f"Your {key}"})  # type: ignore[arg-type]
                await request_types.ask((await read()).type(form.type), form.fields[key])
            for key, names in OPTIONS.items():
                held = await form.field(key)
                form.options |= dict(zip(names, await options.add(held, [{"en": one} for one in names]), strict=True))
            await _tie(form)
        return form

    return set_up


@pytest.fixture
def acting() -> Callable[[Any], Actor]:
    return lambda person: Actor(
        "member", person.id, person.name, person.email, person.role, permissions_of(person.role)
    )


async def _tie(form: Form) -> None:
    """The order is demanded, the damage asked of who says damaged; who has changed their mind gets no repair."""
    ties: dict[str, dict[str, Any]] = {
        "order": {"is_required": True},
        "damage": {"parent_id": form.fields["reason"], "shown_for": [form.options["damaged"]]},
        "wish": {"parent_id": form.fields["reason"]},
    }
    for key, tie in ties.items():
        held = await form.field(key)
        await own_fields.change(held, own_fields.Draft(held.labels, **tie), seen=held.version)
    wish = await form.field("wish")
    repair = next(one for one in wish.options if one.id == form.options["repair"])
    await options.change(wish, repair, names=repair.names, offered_for=[form.options["damaged"]])


KINDS = {
    "order": "text",
    "reason": "choice",
    "damage": "long_text",
    "wish": "choice",
    "extras": "choices",
    "weight": "number",
    "bought": "date",
    "unused": "checkbox",
    "picture": "file",
}
OPTIONS = {"reason": ["damaged", "unwanted"], "wish": ["money", "repair"], "extras": ["box", "cable", "filter"]}
