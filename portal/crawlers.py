"""What search engines ask for: robots.txt and a sitemap for each language, of public pages only."""

from collections import defaultdict
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from litestar import Controller, Response, get
from litestar.params import FromPath

from polydesk.faq import reading
from polydesk.faq.reading import Entry
from polydesk.schedules import queries
from portal.languages import enter
from tenants.here import site

HIDDEN = ("/desk", "/admin", "/files/", "/t/", "/rate/", "/language/", "/*/search", "/*/tickets", "/*/signin")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
KEPT = "public, max-age=3600"


class CrawlerPages(Controller):
    @get("/robots.txt")
    async def robots(self) -> Response[str]:
        hidden = "".join(f"Disallow: {path}\n" for path in HIDDEN)
        return _text(f"User-agent: *\n{hidden}\nSitemap: {site().base_url}/sitemap.xml\n", "text/plain")

    @get("/sitemap.xml")
    async def index(self) -> Response[str]:
        maps = "".join(
            f"<sitemap><loc>{escape(site().base_url)}/{code}/sitemap.xml</loc></sitemap>\n" for code in site().languages
        )
        return _text(f"{HEAD}<sitemapindex {SPACE}>\n{maps}</sitemapindex>\n", "application/xml")

    @get("/{language:str}/sitemap.xml")
    async def of_language(self, language: FromPath[str]) -> Response[str]:
        spoken, here = enter(language), site()
        entries = await reading.sitemap(here.languages, here.default_language)
        homes = {code: f"{here.base_url}/{code}/" for code in here.languages}
        pages = [_url(homes[spoken], homes, "")]
        if await queries.default_schedule() and await queries.hours_are_public():
            hours = {code: f"{home}hours" for code, home in homes.items()}
            pages.append(_url(hours[spoken], hours, ""))
        alternates = _alternates(entries)
        for entry in entries:
            if entry.language == spoken:
                changed = entry.updated_at.date().isoformat() if entry.updated_at else ""
                pages.append(_url(_address(entry), alternates[entry.key], changed))
        space = f'{SPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml"'
        return _text(f"{HEAD}<urlset {space}>\n{''.join(pages)}</urlset>\n", "application/xml")


def _alternates(entries: list[Entry]) -> dict[UUID, dict[str, str]]:
    """By page: language → address."""
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        found[entry.key][entry.language] = _address(entry)
    return found


def _address(entry: Entry) -> str:
    path = "/".join(part for part in (entry.category, entry.article) if part)
    return f"{site().base_url}/{entry.language}/faq/{path}"


def _url(address: str, same: dict[str, str], changed: str) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(there)}"/>'
        for code, there in sorted(same.items())
    )
    modified = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{modified}{links}</url>\n"


def _text(body: str, kind: str) -> Response[Any]:
    return Response(body, media_type=f"{kind}; charset=utf-8", headers={"Cache-Control": KEPT})
