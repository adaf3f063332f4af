"""`/admin/surveys/forms`: what is asked, one form for each group of categories or brands; made, changed, archived, restored.

Nothing is saved before "Publish". `…/rows` answers the page with a row more or less, for what is typed so far.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import LazyText, lazy
from polydesk.kernel.refusals import Conflict
from polydesk.kernel.web import Form, Page, moment, read_form, redirect
from polydesk.tickets.categories import categories
from surveys import form_beginnings, scale, survey_forms
from surveys.asked import asked, our_question
from surveys.editor_form import MOST_FIELDS, EditorForm, check_name, filled_form, read_content
from surveys.editor_rows import carry_scores_over, rearrange, rows_in
from surveys.form_content import LONGEST_QUESTION, LONGEST_REASON, LONGEST_WORD, Content
from surveys.form_version import newest, newest_of_all, version_of
from surveys.survey_forms import ForTickets, SurveyForm
from tenants.brands import brands
from tenants.here import site

PAGE = "/admin/surveys/forms"
AnyRequest = Request[Any, Any, Any]

SAID: dict[str, LazyText] = {
    "said=published": lazy(
        "Published. Whoever is asked from now on is asked this; earlier answers keep their question."
    ),
    "said=archived": lazy("The form is archived. Its answers stay, with their question."),
    "said=restored": lazy("The form is back."),
}


class FormPages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[Any]:
        await form_beginnings.begin()
        found, newest_ones = await survey_forms.forms(), await newest_of_all()
        names = {one.id: one.name for one in await categories(archived_too=True)}
        names |= {one.id: one.name for one in await brands(archived_too=True)}
        asking = {one.id: asked(newest_ones[one.id], company=site().name) for one in found}
        return Page(
            "surveys/forms.html",
            forms=[
                (one, asking[one.id], [names[key] for key in one.brand_ids + one.category_ids if key in names])
                for one in found
            ],
            kinds=scale.KINDS,
            said=str(SAID.get(moment().query, "")),
        )

    @get("/new")
    async def begin(self) -> Response[Any]:
        return await _page(None, filled_form(None, Content()), Content())

    @post(status_code=200)
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await _read(request)
        content, name = _content(form, Content()), check_name(form, is_default=False)
        if form.ok:
            try:
                made = await survey_forms.found(name, content, tickets=await _chosen(form))
                return redirect(f"{PAGE}/{made}?said=published")
            except Conflict as refusal:
                form.fail("", refusal.message)
        return await _page(None, form, content, status=422)

    @post("/rows", status_code=200)
    async def rearrange_new(self, request: AnyRequest) -> Response[Any]:
        return await _rearranged(request, None, Content())

    @get("/{form_id:uuid}")
    async def show(self, form_id: FromPath[UUID]) -> Response[Any]:
        held, content = await _opened(form_id)
        return await _page(held, filled_form(held, content), content, said=str(SAID.get(moment().query, "")))

    @post("/{form_id:uuid}", status_code=200)
    async def publish(self, request: AnyRequest, form_id: FromPath[UUID]) -> Response[Any]:
        held, present = await _opened(form_id)
        form = await _read(request)
        content, name = _content(form, present), check_name(form, is_default=held.is_default)
        if not form.ok:
            return await _page(held, form, content, status=422)
        try:
            wanted = await _chosen(form)
            await survey_forms.change(form_id, name=name, tickets=wanted, content=content, seen=form.data.seen)
        except Conflict as refusal:
            form.fail("", refusal.message)
            form.values["seen"] = [str(held.revision)]  # told of it once, they may replace it
            return await _page(held, form, content, status=409)
        return redirect(f"{PAGE}/{form_id}?said=published")

    @post("/{form_id:uuid}/rows", status_code=200)
    async def rearrange(self, request: AnyRequest, form_id: FromPath[UUID]) -> Response[Any]:
        held, present = await _opened(form_id)
        return await _rearranged(request, held, present)

    @post("/{form_id:uuid}/archival", status_code=200)
    async def archive(self, form_id: FromPath[UUID]) -> Response[Any]:
        await survey_forms.archive(form_id)
        return redirect(f"{PAGE}?said=archived")

    @post("/{form_id:uuid}/restoration", status_code=200)
    async def restore(self, form_id: FromPath[UUID]) -> Response[Any]:
        await survey_forms.restore(form_id)
        return redirect(f"{PAGE}/{form_id}?said=restored")


async def _opened(form_id: UUID) -> tuple[SurveyForm, Content]:
    return await survey_forms.survey_form(form_id), (await newest(form_id)).content


async def _read(request: AnyRequest) -> Form[EditorForm]:
    form = await read_form(request, EditorForm, most_fields=MOST_FIELDS)
    carry_scores_over(form)
    return form


def _content(form: Form[EditorForm], before: Content) -> Content:
    return read_content(form, site().languages, site().default_language, before=before)


async def _chosen(form: Form[EditorForm]) -> ForTickets:
    """The categories and brands that are ticked, archived ones too where the form has them already."""
    ticked = {*form.data.category, *form.data.brand}
    return ForTickets(
        tuple(one.id for one in await categories(archived_too=True) if str(one.id) in ticked),
        tuple(one.id for one in await brands(archived_too=True) if str(one.id) in ticked),
    )


async def _rearranged(request: AnyRequest, held: SurveyForm | None, present: Content) -> Response[Any]:
    form = await _read(request)
    rearrange(form, form.value("do"))
    content = _content(form, present)
    form.errors.clear()
    return await _page(held, form, content)


def _seen_first(form: Form[EditorForm]) -> str:
    """What the preview begins with: what is written, in the company's own language; its own choices begin anew."""
    others = tuple(f"_{code}" for code in site().languages if code != site().default_language)
    return urlencode([
        (name, text) for name, texts in form.values.items()
        if not name.endswith(others) and not name.startswith("preview_") for text in texts if text
    ])  # fmt: skip


def _offered(known: Sequence[Any], chosen: Sequence[str]) -> list[Any]:
    """What is archived is offered only where it is chosen already."""
    return [one for one in known if not one.is_archived or str(one.id) in chosen]


async def _page(
    held: SurveyForm | None, form: Form[EditorForm], content: Content, *, status: int = 200, said: str = ""
) -> Response[Any]:
    """`content` is what the form says, as far as it can be read: its scale decides which scores reasons are for."""
    others = [one for one in await survey_forms.forms() if one.id != (held.id if held else None)]
    return Page(
        "surveys/form.html",
        status=status,
        form=form,
        held=held,
        base=f"{PAGE}/{held.id}" if held else PAGE,
        content=content,
        steps=asked(version_of(content), company=site().name).steps,
        kinds=scale.KINDS,
        steps_of=scale.STEPS_OF,
        ours=our_question(content, site().name),
        limits={"question": LONGEST_QUESTION, "word": LONGEST_WORD, "reason": LONGEST_REASON},
        offered=_offered(await categories(archived_too=True), form.all_values("category")),
        brands=_offered(await brands(archived_too=True), form.all_values("brand")),
        taken={key: one.name for one in others if not one.is_archived for key in one.category_ids + one.brand_ids},
        opened=rows_in([*form.errors, form.value("do")]),
        preview=_seen_first(form),
        said=said,
    )
