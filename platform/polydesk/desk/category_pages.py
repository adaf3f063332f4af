"""`/admin/settings/categories`: what tickets can be about, in order, named in every language, archived and restored."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from i18n import LazyText, lazy
from i18n.texts import Texts
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.kernel.wording import give_way, marks, read_texts, texts_as_fields
from polydesk.tickets import categories
from polydesk.tickets.categories import LONGEST_NAME, Category
from polydesk.tickets.refusals import TooManyCategories
from tenants.here import site

PAGE = "/admin/settings/categories"
AnyRequest = Request[Any, Any, Any]

SAID: dict[str, LazyText] = {
    "said=added": lazy("The category is there. Customers and agents can choose it from now on."),
    "said=saved": lazy("Saved."),
    "said=archived": lazy("The category is archived. Tickets that have it keep it; you can restore it below."),
    "said=restored": lazy("The category is back, last in the order."),
}


class CategoryForm(Struct):
    """The names come beside it, one for each language: `name_en`, `name_it`; `seen_en` names what was there."""


class Direction(Struct):
    direction: str = ""


class CategoryPages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[Any]:
        return await _page(empty(CategoryForm))

    @post()
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, CategoryForm)
        names = _names(form)
        if not form.ok:
            return await _page(form, status=422)
        try:
            made = await categories.add(names)
        except TooManyCategories as refusal:
            form.fail("", str(refusal.message))
            return await _page(form, status=422)
        return redirect(f"{PAGE}?said=added#c-{made.id}")

    @get("/{category_id:uuid}")
    async def show(self, category_id: FromPath[UUID]) -> Response[Any]:
        found = await categories.category(category_id)
        return _one(found, empty(CategoryForm, **texts_as_fields("name", found.names)))

    @post("/{category_id:uuid}")
    async def update(self, request: AnyRequest, category_id: FromPath[UUID]) -> Response[Any]:
        found = await categories.category(category_id, lock=True)
        form = await read_form(request, CategoryForm)
        names = give_way(form, "name", _names(form, before=found.names), found.names, site().languages)
        if not form.ok:
            return _one(found, form, status=422)
        await categories.rename(found, names=names)
        return redirect(f"{PAGE}?said=saved#c-{category_id}")

    @post("/{category_id:uuid}/position")
    async def move(self, request: AnyRequest, category_id: FromPath[UUID]) -> Response[Any]:
        form = await read_form(request, Direction)
        await categories.move(category_id, up=form.value("direction") == "up")
        return redirect(f"{PAGE}#c-{category_id}")

    @post("/{category_id:uuid}/archival")
    async def archive(self, category_id: FromPath[UUID]) -> Response[Any]:
        await categories.archive(category_id)
        return redirect(f"{PAGE}?said=archived")

    @post("/{category_id:uuid}/restoration")
    async def restore(self, category_id: FromPath[UUID]) -> Response[Any]:
        await categories.restore(category_id)
        return redirect(f"{PAGE}?said=restored#c-{category_id}")


def _names(form: Form[Any], before: Mapping[str, str] | None = None) -> Texts:
    """The default language is what everybody falls back to, so it cannot be missing."""
    return read_texts(
        form, "name", site().languages, limit=LONGEST_NAME, before=before, required=site().default_language
    )


async def _page(form: Form[Any], status: int = 200) -> Response[Any]:
    known, tickets = await categories.categories(archived_too=True), await categories.tickets_by_category()
    lines = [(one, one.name, tickets.get(one.id, 0)) for one in known]
    return Page(
        "desk/categories.html",
        status=status,
        form=form,
        offered=[line for line in lines if not line[0].is_archived],
        archived=[line for line in lines if line[0].is_archived],
        gaps={one.id: _gaps(one) for one in known},
        said=str(SAID.get(moment().query, "")),
    )


def _one(found: Category, form: Form[Any], status: int = 200) -> Response[Any]:
    return Page(
        "desk/category.html",
        status=status,
        category=found,
        name=found.name,
        form=form,
        marks=marks(found.names, site().languages),
    )


def _gaps(one: Category) -> list[str]:
    """The languages of the portal in which customers would read another one's words."""
    return [language for language in site().languages if not one.names.get(language)]
