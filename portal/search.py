"""Search: the page with results, and the suggestions that appear while somebody types the subject of a ticket."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath, Parameter

from polydesk.faq import reading, searching, tally
from polydesk.kernel.tenancy import acting_for
from polydesk.kernel.throttle import allow_here
from polydesk.kernel.web import Page, moment, page_cache, reader, redirect
from portal.languages import enter
from tenants.here import site

Html = Response[Any]
Typed = Annotated[str, Parameter(required=False)]

SUGGESTIONS = 5
HOUR = timedelta(hours=1)
GAPS_AN_HOUR = 120
SHORTEST = 3


class SearchPages(Controller):
    path = "/{language:str}/search"

    @get("/")
    async def show(self, language: FromPath[str], q: Typed = "") -> Html:
        spoken, here = enter(language), site()
        found = await searching.search(q, spoken, here.default_language)
        _count(found, spoken)
        if found.hits:
            page_cache.keep_answer(here.id)
        popular = [] if found.hits else await reading.popular(spoken, here.default_language)
        return Page("portal/search.html", partial="portal/_results.html", found=found, popular=popular)

    @get("/suggestions")
    async def suggest(self, language: FromPath[str], q: Typed = "", subject: Typed = "") -> Html:
        """For htmx: up to five articles; for everybody else the search itself."""
        spoken, words = enter(language), searching.tidy(q or subject)
        if not moment().is_htmx:
            return redirect(f"/{spoken}/search?{urlencode({'q': words})}")
        found = searching.Found("", [], 0)
        if len(words) >= SHORTEST:
            found = await searching.search(words, spoken, site().default_language, most=SUGGESTIONS)
        return Page("portal/_suggestions.html", found=found)


def _count(found: searching.Found, language: str) -> None:
    """For whoever tends the articles: also each time that the answer comes from memory."""
    counted = tally.count_shown if found.hits else tally.count_gap
    if found.asked:
        page_cache.count_each(partial(_count_one, counted, site().id, language, found.asked))


def _count_one(counted: Callable[[UUID, str, str], None], tenant: UUID, language: str, asked: str) -> None:
    """A program that asks on and on is not counted on."""
    with acting_for(tenant):
        if allow_here("search gap", reader.address(), limit=GAPS_AN_HOUR, per=HOUR):
            counted(tenant, language, asked)
