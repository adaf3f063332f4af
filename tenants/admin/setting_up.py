"""`/admin/welcome`: the first page after sign-up. Everything is proposed, nothing is demanded, all of it can be skipped."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, Response, get, post

from i18n import _
from polydesk.kernel import colour
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from tenants import branding, slugs
from tenants.admin import choices
from tenants.admin.forms import WelcomeForm
from tenants.admin.moving import lead_over, move, page_that_may_move
from tenants.admin.pictures import MOST_BODY, keep_pictures
from tenants.company import Profile, change_profile, finish_set_up, profile
from tenants.here import site
from tenants.renaming import NotFree

PAGE = "tenants/admin/welcome.html"
AFTER = "/admin/welcome/done"

AnyRequest = Request[Any, Any, Any]


class WelcomePages(Controller):
    path = "/admin/welcome"

    @get()
    async def show(self) -> Response[Any]:
        present, brand = await profile(), await branding.brand()
        form = empty(WelcomeForm, **_proposed(present), slug=site().slug, colour=brand.colour)
        form.values["languages"] = list(present.languages)
        return _page(form)

    @post(request_max_body_size=MOST_BODY)
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, WelcomeForm)
        wanted = choices.check_profile(form, present=await profile())
        ground = _colour(form)
        pictures = await keep_pictures(form, ("logo",)) if form.ok else {}
        slug = form.value("slug").strip().lower() or site().slug
        if form.ok:
            try:
                await move(slug)
            except NotFree as refusal:
                form.fail("slug", refusal.message)
        if not form.ok:
            return _page(form, status=422)
        await change_profile(wanted)
        present = await branding.brand()
        await branding.change_brand(replace(present, colour=ground or present.colour, **pictures))
        await finish_set_up()
        return redirect(AFTER) if slug == site().slug else await lead_over(slug, to=AFTER)

    @post("/skip")
    async def skip(self) -> Response[Any]:
        await finish_set_up()
        return redirect("/admin")

    @get("/done")
    async def done(self) -> Response[Any]:
        return Page("tenants/admin/welcome_done.html")


def _proposed(present: Profile) -> dict[str, str]:
    return {
        "name": present.name,
        "default_language": present.default_language,
        "zone": present.zone,
        "country": present.country or "",
    }


def _colour(form: Form[Any]) -> str:
    """The colour as `#rrggbb`, or nothing where none was chosen."""
    typed = form.value("colour").strip()
    try:
        return colour.parse(typed) if typed else ""
    except ValueError:
        form.fail("colour", _("Please enter a colour such as #0b7285."))
        return ""


def _page(form: Form[Any], status: int = 200) -> Response[Any]:
    preview = urlencode({"name": form.value("name"), "colour": form.value("colour")})
    return page_that_may_move(
        PAGE,
        status=status,
        form=form,
        preview=preview,
        shortest=slugs.SHORTEST,
        **choices.for_profile(form.value("zone")),
    )
