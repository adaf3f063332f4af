"""`/admin/settings/fields/{field}/options`: the options of a choice, their names, order, and with what they are offered."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from polydesk.fields import options
from polydesk.fields.catalogue import Catalogue, read
from polydesk.fields.model import Field, Option
from polydesk.fields.options import LONGEST_NAME
from polydesk.fields.pages import PAGE, filled, one_field, option_lines, said
from polydesk.fields.refusals import ChangedMeanwhile, TooMany
from polydesk.fields.type_pages import Direction
from polydesk.kernel.ids import to_id
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from polydesk.kernel.wording import read_texts, texts_as_fields
from tenants.here import site

AnyRequest = Request[Any, Any, Any]


class NewOptions(Struct):
    options: str


class OptionForm(Struct):
    """The names come beside it, one for each language."""

    version: int = 0
    offered_for: list[str] = []


class OptionPages(Controller):
    path = f"{PAGE}/{{field_id:uuid}}/options"

    @post()
    async def create(self, request: AnyRequest, field_id: FromPath[UUID]) -> Response[Any]:
        known = await read()
        held = known.field(field_id)
        form = await read_form(request, NewOptions)
        names = option_lines(form, "options")
        if form.ok:
            try:
                await options.add(held, names)
                return redirect(f"{PAGE}/{field_id}#options")
            except TooMany as refusal:
                form.fail("options", refusal.message)
        return one_field(known, held, filled(held), new=form, status=422)

    @get("/{option_id:uuid}")
    async def show(self, field_id: FromPath[UUID], option_id: FromPath[UUID]) -> Response[Any]:
        known = await read()
        option = known.option(field_id, option_id)
        form = empty(OptionForm, version=str(option.version), **texts_as_fields("name", option.names))
        form.values["offered_for"] = [str(one) for one in option.offered_for]
        return _one(known, known.field(field_id), option, form)

    @post("/{option_id:uuid}")
    async def update(self, request: AnyRequest, field_id: FromPath[UUID], option_id: FromPath[UUID]) -> Response[Any]:
        known = await read()
        held, option = known.field(field_id), known.option(field_id, option_id)
        form = await read_form(request, OptionForm)
        languages, default = site().languages, site().default_language
        names = read_texts(form, "name", languages, limit=LONGEST_NAME, before=option.names, required=default)
        if not form.ok:
            return _one(known, held, option, form, status=422)
        parent = known.fields.get(held.parent_id) if held.parent_id else None
        known_answers = {one.id for one in parent.options} if parent else set()
        wanted = [one for one in map(to_id, form.all_values("offered_for")) if one in known_answers]
        try:
            await options.change(held, option, names=names, offered_for=wanted, seen=form.data.version)
        except ChangedMeanwhile as refusal:
            form.fail("", refusal.message)
            return _one(known, held, option, form, status=409)
        return redirect(f"{PAGE}/{field_id}?said=saved")

    @post("/{option_id:uuid}/position")
    async def move(self, request: AnyRequest, field_id: FromPath[UUID], option_id: FromPath[UUID]) -> Response[Any]:
        known = await read()
        is_up = (await read_form(request, Direction)).value("direction") == "up"
        await options.move(known.field(field_id), known.option(field_id, option_id), up=is_up)
        return redirect(f"{PAGE}/{field_id}#options")

    @post("/{option_id:uuid}/archival")
    async def archive(self, field_id: FromPath[UUID], option_id: FromPath[UUID]) -> Response[Any]:
        known = await read()
        await options.archive(known.field(field_id), known.option(field_id, option_id))
        return redirect(f"{PAGE}/{field_id}?said=archived")

    @post("/{option_id:uuid}/restoration")
    async def restore(self, field_id: FromPath[UUID], option_id: FromPath[UUID]) -> Response[Any]:
        known = await read()
        await options.restore(known.field(field_id), known.option(field_id, option_id))
        return redirect(f"{PAGE}/{field_id}?said=restored")


def _one(known: Catalogue, held: Field, option: Option, form: Form[OptionForm], *, status: int = 200) -> Response[Any]:
    parent = known.fields.get(held.parent_id) if held.parent_id else None
    return Page(
        "fields/option.html",
        status=status,
        field=held,
        label=held.label.text,
        option=option,
        name=option.name.text,
        form=form,
        parent=parent.label.text if parent else "",
        answers=[(str(one.id), one.name.text) for one in parent.open_options] if parent else [],
        said=said(),
    )
