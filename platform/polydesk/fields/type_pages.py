"""`/admin/settings/fields/types`: one request type, its names, and what it asks for in which order."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from polydesk.fields import request_types
from polydesk.fields.catalogue import Catalogue, read
from polydesk.fields.model import KIND_NAMES, RequestType
from polydesk.fields.pages import PAGE, overview, said
from polydesk.fields.refusals import ChangedMeanwhile, TooMany
from polydesk.fields.request_types import LONGEST_DESCRIPTION, LONGEST_NAME, Draft
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from polydesk.kernel.wording import read_texts, texts_as_fields
from tenants.here import site

AnyRequest = Request[Any, Any, Any]


class TypeForm(Struct):
    """Names and descriptions come beside it, one for each language."""

    version: int = 0


class Direction(Struct):
    direction: str = ""


class Choice(Struct):
    field: str = ""


class TypePages(Controller):
    path = f"{PAGE}/types"

    @post()
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, TypeForm)
        draft = _draft(form)
        if not form.ok:
            return await overview(form, of_type=form, status=422)
        try:
            made = await request_types.add(draft)
        except TooMany as refusal:
            form.fail("", refusal.message)
            return await overview(form, of_type=form, status=409)
        return redirect(f"{PAGE}/types/{made}?said=type")

    @get("/{type_id:uuid}")
    async def show(self, type_id: FromPath[UUID]) -> Response[Any]:
        known = await read()
        held = known.type(type_id)
        texts = {**texts_as_fields("name", held.names), **texts_as_fields("description", held.descriptions)}
        return _one(known, held, empty(TypeForm, version=str(held.version), **texts))

    @post("/{type_id:uuid}")
    async def update(self, request: AnyRequest, type_id: FromPath[UUID]) -> Response[Any]:
        known = await read()
        held = known.type(type_id)
        form = await read_form(request, TypeForm)
        draft = _draft(form, held)
        if not form.ok:
            return _one(known, held, form, status=422)
        try:
            await request_types.change(held, draft, seen=form.data.version)
        except ChangedMeanwhile as refusal:
            form.fail("", refusal.message)
            return _one(known, held, form, status=409)
        return redirect(f"{PAGE}/types/{type_id}?said=saved")

    @post("/{type_id:uuid}/position")
    async def move(self, request: AnyRequest, type_id: FromPath[UUID]) -> Response[Any]:
        held = (await read()).type(type_id)
        await request_types.move(held, up=await _is_up(request))
        return redirect(f"{PAGE}#t-{type_id}")

    @post("/{type_id:uuid}/archival")
    async def archive(self, type_id: FromPath[UUID]) -> Response[Any]:
        await request_types.archive((await read()).type(type_id))
        return redirect(f"{PAGE}?said=archived")

    @post("/{type_id:uuid}/restoration")
    async def restore(self, type_id: FromPath[UUID]) -> Response[Any]:
        await request_types.restore((await read()).type(type_id))
        return redirect(f"{PAGE}/types/{type_id}?said=restored")

    @post("/{type_id:uuid}/fields")
    async def ask(self, request: AnyRequest, type_id: FromPath[UUID]) -> Response[Any]:
        held = (await read()).type(type_id)
        wanted = to_id((await read_form(request, Choice)).value("field"))
        if wanted is None:
            raise NotFound
        await request_types.ask(held, wanted)
        return redirect(f"{PAGE}/types/{type_id}#asks")

    @post("/{type_id:uuid}/fields/{field_id:uuid}/position")
    async def move_field(self, request: AnyRequest, type_id: FromPath[UUID], field_id: FromPath[UUID]) -> Response[Any]:
        held = (await read()).type(type_id)
        await request_types.move_field(held, field_id, up=await _is_up(request))
        return redirect(f"{PAGE}/types/{type_id}#asks")

    @post("/{type_id:uuid}/fields/{field_id:uuid}/end")
    async def ask_no_more(self, type_id: FromPath[UUID], field_id: FromPath[UUID]) -> Response[Any]:
        await request_types.ask_no_more((await read()).type(type_id), field_id)
        return redirect(f"{PAGE}/types/{type_id}#asks")


async def _is_up(request: AnyRequest) -> bool:
    return (await read_form(request, Direction)).value("direction") == "up"


def _draft(form: Form[TypeForm], held: RequestType | None = None) -> Draft:
    """The default language is what everybody falls back to, so its name cannot be missing."""
    languages, default = site().languages, site().default_language
    names = read_texts(
        form, "name", languages, limit=LONGEST_NAME, before=held.names if held else None, required=default
    )
    before = held.descriptions if held else None
    return Draft(names, read_texts(form, "description", languages, limit=LONGEST_DESCRIPTION, before=before))


def _one(known: Catalogue, held: RequestType, form: Form[TypeForm], *, status: int = 200) -> Response[Any]:
    asked = known.asked_by(held)
    ids = {one.id for one in asked}
    return Page(
        "fields/type.html",
        status=status,
        type=held,
        name=held.name.text,
        form=form,
        asked=[(one, one.label.text, _waits_in_vain(one.parent_id, ids)) for one in asked],
        others=[(str(one.id), one.label.text) for one in known.open_fields if one.id not in ids],
        kinds=KIND_NAMES,
        said=said(),
    )


def _waits_in_vain(parent_id: UUID | None, asked: set[UUID]) -> bool:
    """What decides about it is not asked here."""
    return parent_id is not None and parent_id not in asked
