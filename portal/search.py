"""Search: the page with results, and the suggestions that appear while somebody types the subject of a ticket."""

from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Controller, Response, get
from litestar.params import FromPath, Parameter

from polydesk.faq import reading, searching, tally
from polydesk.kernel.request_id import client_address
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Page, moment, redirect
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
        if found.asked and await allow("search gap", client_address(), limit=GAPS_AN_HOUR, per=HOUR):
            (tally.count_shown if found.hits else tally.count_gap)(here.id, spoken, found.asked)
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
