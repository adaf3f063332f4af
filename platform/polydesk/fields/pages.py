"""`/admin/settings/fields`: request types and fields at a glance, and each field with what it depends on."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from i18n import LazyText, _, lazy
from i18n.texts import Texts, gaps
from polydesk.fields import options, own_fields
from polydesk.fields.catalogue import Catalogue, read
from polydesk.fields.model import CHOICES, KIND_NAMES, Field
from polydesk.fields.own_fields import LONGEST_HELP, LONGEST_LABEL, Draft
from polydesk.fields.refusals import ChangedMeanwhile, GoesInCircles, TooMany
from polydesk.kernel.ids import to_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import Conflict, NotFound
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.kernel.wording import read_texts, texts_as_fields, too_long
from tenants.here import site

PAGE = "/admin/settings/fields"
AnyRequest = Request[Any, Any, Any]

SAID: dict[str, LazyText] = {
    "said=saved": lazy("Saved."),
    "said=field": lazy("The field is there. Say here how it is asked, then add it to a request type."),
    "said=type": lazy("The request type is there. Choose what it asks for."),
    "said=archived": lazy("Archived. What was answered can still be read; you can restore it below."),
    "said=restored": lazy("Restored."),
}


class NewField(Struct):
    """The labels come beside it, one for each language: `label_en`, `label_it`; `options` one a line."""

    kind: str = ""
    options: str = ""


class FieldForm(Struct):
    """Labels and help come beside it, one for each language."""

    version: int = 0
    is_required: str = ""
    parent_id: str = ""
    shown_for: list[str] = []


class FieldPages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[Any]:
        return await overview(empty(NewField, kind="text"))

    @post()
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, NewField)
        labels = _texts(form, "label", LONGEST_LABEL, None)
        names = option_lines(form, "options")
        if form.value("kind") not in KIND_NAMES:
            form.fail("kind", _("Please choose one of the options."))
        if form.value("kind") in CHOICES and not names:
            form.fail("options", _("A choice needs options. Write each on a line of its own."))
        if not form.ok:
            return await overview(form, status=422)
        try:
            made = await own_fields.add(form.data.kind, labels)  # type: ignore[arg-type]
            if form.data.kind in CHOICES:
                await options.add((await read()).field(made), names)
        except TooMany as refusal:
            form.fail("", refusal.message)
            return await overview(form, status=409)
        return redirect(f"{PAGE}/{made}?said=field")

    @get("/{field_id:uuid}")
    async def show(self, field_id: FromPath[UUID]) -> Response[Any]:
        known = await read()
        return one_field(known, known.field(field_id), filled(known.field(field_id)))

    @get("/{field_id:uuid}/parent")
    async def parent(self, field_id: FromPath[UUID], parent_id: FromQuery[str] = "") -> Response[Any]:
        """With which answers it can be asked, once somebody has chosen what it depends on."""
        known = await read()
        return one_field(known, known.field(field_id), empty(FieldForm, parent_id=parent_id), "fields/_parent.html")

    @post("/{field_id:uuid}")
    async def update(self, request: AnyRequest, field_id: FromPath[UUID]) -> Response[Any]:
        known = await read()
        held = known.field(field_id)
        form = await read_form(request, FieldForm)
        draft = _draft(form, known, held)
        if not form.ok:
            return one_field(known, held, form, status=422)
        try:
            await own_fields.change(held, draft, seen=form.data.version)
        except (ChangedMeanwhile, GoesInCircles) as refusal:
            form.fail("parent_id" if isinstance(refusal, GoesInCircles) else "", refusal.message)
            return one_field(known, held, form, status=409)
        except NotFound:
            form.fail("parent_id", _("Something that you chose here is not offered any more. Please choose again."))
            return one_field(known, held, form, status=409)
        return redirect(f"{PAGE}/{field_id}?said=saved")

    @post("/{field_id:uuid}/archival")
    async def archive(self, field_id: FromPath[UUID]) -> Response[Any]:
        known = await read()
        held = known.field(field_id)
        try:
            await own_fields.archive(held)
        except Conflict as refusal:
            form = filled(held)
            form.fail("", refusal.message)
            return one_field(known, held, form, status=409)
        return redirect(f"{PAGE}?said=archived")

    @post("/{field_id:uuid}/restoration")
    async def restore(self, field_id: FromPath[UUID]) -> Response[Any]:
        await own_fields.restore((await read()).field(field_id))
        return redirect(f"{PAGE}/{field_id}?said=restored")


def filled(held: Field) -> Form[FieldForm]:
    """The form as it stands for this field."""
    texts = {**texts_as_fields("label", held.labels), **texts_as_fields("help", held.helps)}
    required = {"is_required": "yes"} if held.is_required else {}
    form = empty(FieldForm, version=str(held.version), parent_id=str(held.parent_id or ""), **required, **texts)
    form.values["shown_for"] = [str(one) for one in held.shown_for]
    return form


async def overview(form: Form[Any], *, of_type: Form[Any] | None = None, status: int = 200) -> Response[Any]:
    known = await read()
    lines = [(one, one.label.text, _asked_in(known, one)) for one in known.fields.values()]
    return Page(
        "fields/overview.html",
        status=status,
        form=form if of_type is None else None,
        of_type=of_type,
        types=[(one, one.name.text, len(known.asked_by(one))) for one in known.types],
        open_fields=[line for line in lines if not line[0].is_archived],
        archived=[line for line in lines if line[0].is_archived],
        kinds=KIND_NAMES,
        gaps=_gaps({one.id: one.names for one in known.types} | {one.id: one.labels for one in known.fields.values()}),
        said=said(),
    )


def one_field(
    known: Catalogue,
    held: Field,
    form: Form[Any],
    template: str = "fields/field.html",
    *,
    status: int = 200,
    new: Form[Any] | None = None,
) -> Response[Any]:
    parents = own_fields.possible_parents(known, held)
    parent = next((one for one in parents if str(one.id) == form.value("parent_id")), None)
    return Page(
        template,
        status=status,
        field=held,
        name=held.label.text,
        kind=str(KIND_NAMES[held.kind]),
        form=form,
        new=new,
        parents=[(str(one.id), one.label.text) for one in parents],
        answers=[(str(one.id), one.name.text) for one in parent.open_options] if parent else [],
        options=[(one, one.name.text, gaps(one.names, list(site().languages))) for one in held.options],
        asked_in=_asked_in(known, held),
        said=said(),
    )


def said() -> str:
    return str(SAID.get(moment().query, ""))


def _draft(form: Form[FieldForm], known: Catalogue, held: Field) -> Draft:
    parent_id = to_id(form.value("parent_id"))
    if form.value("parent_id") and parent_id not in known.fields:
        form.fail("parent_id", _("Please choose one of the options."))
    parent = known.fields.get(parent_id) if parent_id else None
    offered = {one.id for one in parent.options} if parent else set()
    return Draft(
        labels=_texts(form, "label", LONGEST_LABEL, held.labels),
        helps=read_texts(form, "help", site().languages, limit=LONGEST_HELP, before=held.helps),
        is_required=bool(form.value("is_required")),
        parent_id=parent_id,
        # Ticks of a parent that was chosen before say nothing about this one.
        shown_for=[one for one in map(to_id, form.all_values("shown_for")) if one in offered],
    )


def _texts(form: Form[Any], name: str, limit: int, before: Texts | None) -> Texts:
    """The default language is what everybody falls back to, so it cannot be missing."""
    return read_texts(form, name, site().languages, limit=limit, before=before, required=site().default_language)


def option_lines(form: Form[Any], name: str) -> list[Texts]:
    """One option a line, in the company's own language; the others are written beside it later."""
    lines = [line for line in map(one_line, form.value(name).split("\n")) if line]
    if any(len(line) > options.LONGEST_NAME for line in lines):
        form.fail(name, too_long(options.LONGEST_NAME))
    return [{site().default_language: line} for line in dict.fromkeys(lines)]


def _asked_in(known: Catalogue, held: Field) -> list[str]:
    return [one.name.text for one in known.offered if held.id in one.fields]


def _gaps(texts: dict[UUID, Texts]) -> dict[UUID, list[str]]:
    """The languages of the portal in which customers would read another one's words."""
    return {found: gaps(one, list(site().languages)) for found, one in texts.items()}
