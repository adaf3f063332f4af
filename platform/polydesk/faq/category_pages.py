"""`/admin/faq/categories`: opening, naming, ordering and archiving the topics of the portal."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import _
from polydesk.faq import categories, editing
from polydesk.faq.categories import ICONS, LONGEST, Naming
from polydesk.faq.forms import CategoryForm, Direction
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Form, Page, read_form, redirect
from polydesk.kernel.wording import read_texts
from tenants.here import site

Html = Response[Any]
AnyRequest = Request[Any, Any, Any]


class CategoryPages(Controller):
    path = "/admin/faq/categories"

    @get("/new")
    async def new(self) -> Html:
        return await _page(None)

    @post()
    async def create(self, request: AnyRequest) -> Html:
        form = await read_form(request, CategoryForm)
        names = _names(form)
        if not form.ok:
            return await _page(None, form=form)
        await categories.open_category(names, icon=_icon(form), parent=to_id(form.data.parent))
        return redirect("/admin/faq")

    @get("/{category:uuid}")
    async def show(self, category: FromPath[UUID]) -> Html:
        return await _page(category)

    @post("/{category:uuid}")
    async def update(self, request: AnyRequest, category: FromPath[UUID]) -> Html:
        form = await read_form(request, CategoryForm)
        names = _names(form)
        if not form.ok:
            return await _page(category, form=form)
        await categories.change_category(category, names, icon=_icon(form), parent=to_id(form.data.parent))
        return redirect("/admin/faq")

    @post("/{category:uuid}/position")
    async def move(self, request: AnyRequest, category: FromPath[UUID]) -> Html:
        form = await read_form(request, Direction)
        if form.ok:
            await categories.move_category(category, up=form.data.direction == "up")
        return redirect("/admin/faq")

    @post("/{category:uuid}/archive")
    async def archive(self, category: FromPath[UUID]) -> Html:
        await categories.archive_category(category)
        return redirect("/admin/faq")

    @post("/{category:uuid}/restoration")
    async def restore(self, category: FromPath[UUID]) -> Html:
        await categories.restore_category(category)
        return redirect("/admin/faq")


def _names(form: Form[CategoryForm]) -> dict[str, Naming]:
    """The names as typed; one in the default language is needed, the others fall back to it."""
    spoken, default = site().languages, site().default_language
    names = read_texts(form, "name", spoken, limit=LONGEST["name"], required=default)
    sentences = read_texts(form, "description", spoken, limit=LONGEST["description"])
    for code in sentences.keys() - names.keys() - {default}:
        form.fail(f"name_{code}", _("Please fill this in."))
    return {code: Naming(names.get(code, ""), sentences.get(code, "")) for code in spoken}


def _icon(form: Form[CategoryForm]) -> str:
    return form.data.icon if form.data.icon in ICONS else ICONS[0]


async def _page(category_id: UUID | None, *, form: Form[CategoryForm] | None = None) -> Html:
    rows = await editing.all_categories()
    present = next((row for row in rows if row.id == category_id), None)
    if category_id is not None and present is None:
        raise NotFound
    texts = await categories.category_texts(category_id) if category_id else {}
    top = [row for row in rows if row.parent_id is None and not row.archived and row.id != category_id]
    has_children = any(row.parent_id == category_id for row in rows) if category_id else False
    return Page(
        "faq/category_form.html",
        status=422 if form is not None and form.errors else 200,
        category=present,
        names={code: row["name"] for code, row in texts.items()},
        descriptions={code: row["description"] for code, row in texts.items()},
        parents=[] if has_children else [(str(row.id), row.name_in(site().default_language)) for row in top],
        icons=ICONS,
        form=form,
    )
