"""`/admin/settings`: name, languages, zone and country; and the web address, whose former one leads on for ever (SG-04)."""

from typing import Any

from litestar import Controller, Request, Response, get, post

from polydesk.kernel import storage
from polydesk.kernel.web import Form, empty, moment, read_form, redirect
from tenants.admin import choices
from tenants.admin.forms import AddressForm, ProfileForm
from tenants.admin.moving import lead_over, move, page_that_may_move
from tenants.company import Profile, change_profile, profile
from tenants.here import site
from tenants.renaming import NotFree

PAGE = "/admin/settings"

AnyRequest = Request[Any, Any, Any]


class SettingPages(Controller):
    path = PAGE

    @get()
    async def show(self) -> Response[Any]:
        return await _page(_filled(await profile()), _present_address())

    @post()
    async def update(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, ProfileForm)
        if not form.all_values("languages"):
            form.values["languages"] = [""]
        wanted = choices.check_profile(form, present=await profile())
        if not form.ok:
            return await _page(form, _present_address(), status=422)
        silenced = [code for code in site().languages if code not in wanted.languages]
        await change_profile(wanted)
        if silenced:  # what is written in them is kept, and told where languages are looked after
            return redirect(f"/admin/languages?told={','.join(silenced)}")
        return redirect(f"{PAGE}?saved=1")

    @post("/address")
    async def move(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, AddressForm)
        slug = form.value("slug").strip().lower()
        if form.ok:
            try:
                moved = await move(slug)
                return await lead_over(slug, to=f"{PAGE}?moved=1") if moved else redirect(PAGE)
            except NotFree as refusal:
                form.fail("slug", refusal.message)
        return await _page(_filled(await profile()), form, status=422)


def _filled(present: Profile) -> Form[ProfileForm]:
    form = empty(
        ProfileForm,
        name=present.name,
        default_language=present.default_language,
        zone=present.zone,
        country=present.country or "",
    )
    form.values["languages"] = list(present.languages)
    return form


def _present_address() -> Form[AddressForm]:
    return empty(AddressForm, slug=site().slug)


async def _page(form: Form[ProfileForm], address: Form[AddressForm], status: int = 200) -> Response[Any]:
    return page_that_may_move(
        "tenants/admin/settings.html",
        status=status,
        form=form,
        address=address,
        room=await storage.room(),
        said=moment().query if moment().query in ("saved=1", "moved=1") else "",
        **choices.for_profile(form.value("zone")),
    )
