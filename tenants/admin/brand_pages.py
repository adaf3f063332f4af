"""`/admin/brand`: colour, pictures and words, with a preview that follows what is typed and nothing saved before its time."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, Response, get, post

from i18n import _
from polydesk.kernel import colour
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from tenants import branding, brands
from tenants.admin.forms import BrandForm
from tenants.admin.pictures import MOST_BODY, keep_pictures
from tenants.admin.words import LINKS, check_words, fields_of, is_wrong_in, with_words, written_in
from tenants.directory import Brand
from tenants.here import site

AnyRequest = Request[Any, Any, Any]


class BrandPages(Controller):
    path = "/admin/brand"

    @get()
    async def show(self) -> Response[Any]:
        brand = await branding.brand()
        return await _page(empty(BrandForm, **fields_of(brand, site().languages)), brand)

    @post(request_max_body_size=MOST_BODY)
    async def update(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, BrandForm)
        present = await branding.brand()
        check_words(form, site().languages)
        ground = colour_typed(form)
        pictures = await keep_pictures(form) if form.ok else {}
        if not form.ok:
            return await _page(form, present, status=422)
        wanted = with_words(replace(present, colour=ground, **pictures), form, site().languages)
        await branding.change_brand(wanted)
        return redirect("/admin/brand?saved=1")


def colour_typed(form: Form[Any]) -> str:
    """A colour as it is kept; what is none fails the form."""
    try:
        return colour.parse(form.value("colour"))
    except ValueError:
        form.fail("colour", _("Please enter a colour such as #0b7285."))
        return ""


async def _page(form: Form[Any], brand: Brand, status: int = 200) -> Response[Any]:
    default = site().default_language
    others = [language for language in site().languages if language != default]
    asked = {name: form.value(name) for name in fields_of(brand, site().languages)}
    return Page(
        "tenants/admin/brand.html",
        status=status,
        form=form,
        brand=brand,
        default=default,
        others=others,
        written=written_in(form, others),
        is_wrong_in_others=is_wrong_in(form, others),
        links=range(1, LINKS + 1),
        preview=urlencode({name: text for name, text in asked.items() if text}),
        saved=moment().query == "saved=1",
        further=await brands.brands(),
        archived=[one for one in await brands.brands(archived_too=True) if one.is_archived],
    )
