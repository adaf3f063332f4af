"""The tenant of this request or job, and how its pages speak of it."""

from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import quote

from i18n import current_locale
from i18n.locales import SOURCE
from i18n.texts import pick
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.wording import say
from tenants import directory
from tenants.branding import BRAND, LEGAL
from tenants.directory import Site
from tenants.first_look import initial

_site: ContextVar[Site | None] = ContextVar("site", default=None)


def site() -> Site:
    """The tenant's site; raises NotFound on the platform's own host."""
    found = _site.get()
    if found is None:
        raise NotFound()
    return found


def site_or_none() -> Site | None:
    return _site.get()


def home_language() -> str:
    """The company's own language, which its texts fall back to; English where no company is at hand."""
    found = _site.get()
    return found.default_language if found else SOURCE


async def visit() -> Site:
    """The site of the current tenant, for jobs, which came through no gate; raises NotFound when the tenant is gone."""
    known = _site.get()
    tenant = current_tenant()
    found = known if known and known.id == tenant else await directory.site_of(tenant)
    if found is None:
        raise NotFound()
    enter(found)
    return found


def enter(found: Site | None) -> None:
    _site.set(found)


@dataclass(frozen=True)
class LegalLink:
    label: str
    url: str


@dataclass(frozen=True)
class SiteView:
    """What layouts print of a site, in the language of the moment."""

    site: Site

    def __getattr__(self, name: str) -> object:
        return getattr(self.site, name)

    @property
    def brand(self) -> "BrandView":
        return BrandView(self.site)

    @property
    def brand_css_url(self) -> str:
        return f"/brand.css?{_as_made_now(self.site)}"


@dataclass(frozen=True)
class BrandView:
    site: Site

    @property
    def colour(self) -> str:
        return self.site.look.colour

    @property
    def logo_url(self) -> str | None:
        return _file_url(self.site, self.site.look.logo_id)

    @property
    def logo_dark_url(self) -> str | None:
        return _file_url(self.site, self.site.look.logo_dark_id) or self.logo_url

    @property
    def favicon_url(self) -> str | None:
        return _file_url(self.site, self.site.look.favicon_id)

    @property
    def mark_url(self) -> str:
        """What stands for the company in a browser's tab as long as it has no icon of its own. The initial is in the
        address, too: a further brand can be renamed in the same version of the company."""
        return f"/brand/mark.svg?{_as_made_now(self.site)}&as={quote(initial(self.site.name))}"

    @property
    def tagline(self) -> str:
        return say(BRAND, "tagline", self.site.look.taglines, self.site.default_language)

    @property
    def footer(self) -> str:
        return say(BRAND, "footer", self.site.look.footers, self.site.default_language)

    @property
    def legal_links(self) -> list[LegalLink]:
        language, default = current_locale(), self.site.default_language
        return [
            LegalLink(
                say(LEGAL, str(number), link.get("labels", {}), default),
                pick(link.get("urls", {}), language, default).text,
            )
            for number, link in enumerate(self.site.look.legal, start=1)
        ]


def _as_made_now(site: Site) -> str:
    """The colour is in it: whoever asks gets what the page was made with."""
    worn = f"&of={site.brand_id}" if site.brand_id else ""
    return f"v={site.version}-{site.look.colour[1:]}{worn}"


def _file_url(site: Site, file_id: object) -> str | None:
    """Public pictures of the brand have lasting addresses; the id is random and the file is public by decision."""
    return f"/brand/{file_id}" if file_id else None


def view() -> SiteView | None:
    found = _site.get()
    return SiteView(found) if found else None
