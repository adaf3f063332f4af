"""`/admin/brand/preview`: how portal and mails would look with what the form says now. Shown in a frame, keeps nothing.

Colours come as a style sheet of their own, made for these values, since the policy allows no inline styles.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, Response, get

from i18n import UI_LANGUAGES, _, lazy, speaking
from i18n.lazytext import LazyText
from polydesk.kernel import colour
from polydesk.kernel.mail import Brand as MailBrand
from polydesk.kernel.mail import Button, Letter
from polydesk.kernel.mail.layout import render
from polydesk.kernel.mail.mailbox_pages import MAIL_POLICY
from polydesk.kernel.web import Page, html
from polydesk.kernel.web.content_policy import policy
from polydesk.kernel.web.forms import clean
from polydesk.kernel.web.moment import moment
from tenants.admin.words import LINKS, is_web_address
from tenants.directory import Brand, Site
from tenants.here import BrandView, SiteView, site

AnyRequest = Request[Any, Any, Any]


class PreviewPages(Controller):
    path = "/admin/brand/preview"

    @get()
    async def portal(self, request: AnyRequest) -> Response[Any]:
        asked = _asked(request.query_params)
        moment().extras["theme"] = asked.theme
        with speaking(asked.language):
            return Page(
                "tenants/admin/preview.html",
                headers={"Content-Security-Policy": policy(framed=True)},
                site=PreviewView(asked.site, asked.query),
                theme=asked.theme,
                uses=uses(asked.site.look.colour),
                mail=f"/admin/brand/preview/mail?{asked.query}",
            )

    @get("/style.css")
    async def style(self, request: AnyRequest) -> Response[str]:
        ground = _asked(request.query_params).site.look.colour
        swatches = "".join(f".use-{number}{{background:{use.value}}}" for number, use in enumerate(uses(ground)))
        return Response(colour.brand_css(ground) + swatches, media_type="text/css")

    @get("/mail")
    async def mail(self, request: AnyRequest) -> Response[str]:
        asked = _asked(request.query_params)
        with speaking(asked.language):
            rendered = render(_letter(asked.site), brand=_letterhead(asked.site), language=asked.language)
        policy = MAIL_POLICY.replace("http: https:", "'self' http: https:")
        return html(rendered.html, headers={"Content-Security-Policy": policy})


@dataclass(frozen=True)
class Use:
    """One thing that the colour is used for: what it becomes, and how well it can be seen there."""

    what: LazyText
    value: str
    ratio: float
    needed: float
    is_changed: bool


def uses(brand: str) -> list[Use]:
    """What a brand's colour becomes for each use; text needs 4.5:1, shapes and buttons 3:1 (SG-11)."""
    surface, dark = colour.LIGHT_GROUNDS[0], colour.DARK_GROUNDS[0]
    made = (
        (lazy("Buttons on light pages"), colour.readable(brand, on=surface, ratio=colour.SHAPE), surface, colour.SHAPE),
        (lazy("Links and text on light pages"), colour.readable(brand, on=colour.LIGHT_GROUNDS), surface, colour.TEXT),
        (lazy("Buttons on dark pages"), colour.readable(brand, on=dark, ratio=colour.SHAPE), dark, colour.SHAPE),
        (lazy("Links and text on dark pages"), colour.readable(brand, on=colour.DARK_GROUNDS), dark, colour.TEXT),
    )
    return [
        Use(what, value, colour.contrast(value, ground), needed, is_changed=value != brand)
        for what, value, ground, needed in made
    ]


@dataclass(frozen=True)
class PreviewView(SiteView):
    """The site as it would be; its style sheet is made for what was asked."""

    query: str

    @property
    def brand_css_url(self) -> str:
        return f"/admin/brand/preview/style.css?{urlencode({'colour': self.site.look.colour})}"


@dataclass(frozen=True)
class _Asked:
    site: Site
    language: str
    theme: str
    query: str


def _asked(query: Mapping[str, Any]) -> _Asked:
    """The present site with what the form says; what is malformed stays as it is."""
    present = site()
    typed = {name: clean(str(query[name]))[:500] for name in query}
    language = typed.get("preview_language", "")
    language = language if language in UI_LANGUAGES else present.default_language
    theme = typed.get("preview_theme", "")
    look = replace(
        present.look,
        colour=_colour(typed.get("colour", ""), present.look),
        taglines=_texts(present.look.taglines, typed, "tagline_"),
        footers=_texts(present.look.footers, typed, "footer_"),
        legal=_links(present.look, typed),
    )
    seen = replace(present, name=typed.get("name", "").strip()[:100] or present.name, look=look)
    return _Asked(seen, language, theme if theme in ("light", "dark") else "auto", urlencode(typed))


def _colour(typed: str, look: Brand) -> str:
    try:
        return colour.parse(typed)
    except ValueError:
        return look.colour


def _texts(before: dict[str, str], typed: Mapping[str, str], name: str) -> dict[str, str]:
    return before | {field.removeprefix(name): text for field, text in typed.items() if field.startswith(name)}


def _links(look: Brand, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    if not any(name.startswith("link") for name in typed):
        return look.legal
    links = []
    for number in range(1, LINKS + 1):
        parts = {kind: _texts({}, typed, f"link{number}_{kind}_") for kind in ("label", "url")}
        urls = {language: url for language, url in parts["url"].items() if is_web_address(url)}
        if urls and any(parts["label"].values()):
            links.append({"labels": parts["label"], "urls": urls})
    return links


def _letterhead(seen: Site) -> MailBrand:
    look = BrandView(seen)
    return MailBrand(
        name=seen.name,
        colour=look.colour,
        on_colour=colour.on_colour(look.colour),
        logo_url=f"{seen.base_url}{look.logo_url}" if look.logo_url else None,
        footer=look.footer,
        links=tuple((link.label, link.url) for link in look.legal_links if is_web_address(link.url)),
        base_url=seen.base_url,
    )


def _letter(seen: Site) -> Letter:
    return Letter(
        kind="preview",
        subject=_("Your request"),
        heading=_("We have answered your question"),
        paragraphs=(_("This is how an e-mail from %(company)s looks to your customers.") % {"company": seen.name},),
        button=Button(_("Read the answer"), seen.base_url),
        footnote=_("You can simply reply to this e-mail."),
    )
