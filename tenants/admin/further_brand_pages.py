"""`/admin/brand/further`: other names under which the company answers some of its customers; made, changed, archived."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from tenants import brands
from tenants.admin.brand_pages import colour_typed
from tenants.admin.forms import FurtherBrandForm
from tenants.admin.pictures import keep_pictures
from tenants.brands import Draft, FurtherBrand, NameTaken, TooManyBrands
from tenants.directory import Brand
from tenants.logos import MOST_BYTES

PAGE = "/admin/brand/further"
MOST_BODY = MOST_BYTES + 1_000_000
AnyRequest = Request[Any, Any, Any]


class FurtherBrandPages(Controller):
    path = PAGE

    @get("/new")
    async def begin(self) -> Response[Any]:
        return await _page(None, empty(FurtherBrandForm, colour=Brand.colour))

    @post("/new", request_max_body_size=MOST_BODY)
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, FurtherBrandForm)
        draft = await _draft(form, None)
        if form.ok:
            try:
                return redirect(f"{PAGE}/{await brands.add(draft)}?saved=1")
            except (NameTaken, TooManyBrands) as refusal:
                form.fail("name", refusal.message)
        return await _page(None, form, status=422)

    @get("/{brand_id:uuid}")
    async def show(self, brand_id: FromPath[UUID]) -> Response[Any]:
        held = await brands.brand(brand_id)
        return await _page(held, empty(FurtherBrandForm, name=held.name, colour=held.colour))

    @post("/{brand_id:uuid}", request_max_body_size=MOST_BODY)
    async def update(self, request: AnyRequest, brand_id: FromPath[UUID]) -> Response[Any]:
        held, form = await brands.brand(brand_id), await read_form(request, FurtherBrandForm)
        draft = await _draft(form, held)
        if form.ok:
            try:
                await brands.change(held, draft)
                return redirect(f"{PAGE}/{brand_id}?saved=1")
            except NameTaken as refusal:
                form.fail("name", refusal.message)
        return await _page(held, form, status=422)

    @post("/{brand_id:uuid}/archival")
    async def archive(self, brand_id: FromPath[UUID]) -> Response[Any]:
        await brands.archive(await brands.brand(brand_id))
        return redirect("/admin/brand#further")

    @post("/{brand_id:uuid}/restoration")
    async def restore(self, brand_id: FromPath[UUID]) -> Response[Any]:
        await brands.restore(await brands.brand(brand_id))
        return redirect("/admin/brand#further")


async def _draft(form: Form[Any], held: FurtherBrand | None) -> Draft:
    """The picture that is there stays, unless another one is sent or it is taken away."""
    colour = colour_typed(form)
    pictures = await keep_pictures(form, ("logo",)) if form.ok else {}
    return Draft(form.value("name"), colour, pictures.get("logo_id", held.logo_id if held else None))


async def _page(held: FurtherBrand | None, form: Form[Any], status: int = 200) -> Response[Any]:
    return Page(
        "tenants/admin/further_brand.html",
        status=status,
        form=form,
        held=held,
        saved=moment().query == "saved=1",
    )
