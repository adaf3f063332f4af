"""Categories and articles as customers read them, and what they say about them."""

from datetime import timedelta
from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import _
from i18n.locales import direction
from polydesk.faq import reading, tally, voting
from polydesk.faq.reading import Article
from polydesk.kernel.refusals import NotFound, TooMany
from polydesk.kernel.request_id import client_address
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Page, Swap, moment, page_cache, read_form
from portal.languages import choices, enter
from tenants.here import site

Html = Response[Any]
AnyRequest = Request[Any, Any, Any]


class Vote(msgspec.Struct):
    helpful: Literal["yes", "no"]
    reason: Literal["", "unclear", "incomplete", "outdated", "wrong", "other"] = ""
    comment: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class FaqPages(Controller):
    path = "/{language:str}/faq"

    @get("/")
    async def index(self, language: FromPath[str]) -> Html:
        return _moved(f"/{enter(language)}/")

    @get("/{category:str}")
    async def category(self, language: FromPath[str], category: FromPath[str]) -> Html:
        spoken, default = enter(language), site().default_language
        found = await reading.category_page(category, spoken, default)
        if found is None:
            raise NotFound
        chosen, categories, articles = found
        if chosen.slug != category:
            return _moved(f"/{spoken}/faq/{chosen.slug}")
        slugs = await reading.category_addresses(chosen.id, site().languages)
        page_cache.keep(site().id)
        return Page(
            "portal/faq/category.html",
            category=chosen,
            parent=next((other for other in categories if other.id == chosen.parent_id), None),
            subcategories=[other for other in categories if other.parent_id == chosen.id],
            articles=articles,
            languages=choices({code: f"/{code}/faq/{slugs.get(code, chosen.slug)}" for code in site().languages}),
            alternates=(pages := absolute({code: f"/{code}/faq/{slug}" for code, slug in slugs.items()})),
            canonical=pages.get(chosen.language),
        )

    @get("/{category:str}/{article:str}")
    async def article(self, language: FromPath[str], category: FromPath[str], article: FromPath[str]) -> Html:
        spoken, found = enter(language), await _find(language, article)
        if (found.category.slug, found.slug) != (category, article):
            return _moved(path_of(found, spoken))
        page_cache.keep(site().id, counted=partial(tally.count_view, site().id, found.id, found.language))
        page_cache.count_each(partial(tally.count_opened, site().id))
        return Page("portal/faq/article.html", **_shown(found, spoken), voted=_voted(), form=None)

    @post("/{category:str}/{article:str}/votes", status_code=200)
    async def vote(
        self, request: AnyRequest, language: FromPath[str], category: FromPath[str], article: FromPath[str]
    ) -> Html:
        spoken, found = enter(language), await _find(language, article)
        form = await read_form(request, Vote)
        if not form.ok:
            return Page("portal/faq/article.html", status=422, **_shown(found, spoken), voted="no", form=form)
        await _patience()
        helpful = form.data.helpful == "yes"
        await voting.vote(found.id, found.language, helpful=helpful, reason=form.data.reason, comment=form.data.comment)
        voted = "yes" if helpful else "thanks" if form.data.reason or form.data.comment else "no"
        there = path_of(found, spoken)
        shown: dict[str, Any] = {"here": there, "voted": voted, "reasons": _reasons(), "form": None}
        return Swap("portal/faq/_feedback.html", then=f"{there}?voted={voted}#feedback", **shown)

    @post("/{category:str}/{article:str}/solutions", status_code=200)
    async def solve(self, language: FromPath[str], category: FromPath[str], article: FromPath[str]) -> Html:
        spoken, found = enter(language), await _find(language, article)
        await _patience()
        await voting.solved(found.id, found.language)
        return Swap("portal/faq/_solved.html", then=f"{path_of(found, spoken)}?voted=yes#feedback", home=f"/{spoken}/")


def path_of(article: Article, language: str) -> str:
    return f"/{language}/faq/{article.category.slug}/{article.slug}"


def absolute(paths: dict[str, str]) -> dict[str, str]:
    return {code: site().base_url + path for code, path in paths.items()}


def _shown(found: Article, language: str) -> dict[str, Any]:
    """What the article's page knows. The text of another language has its home address there."""
    written = {code: f"/{code}/faq/{category}/{slug}" for code, (category, slug) in found.addresses.items()}
    missing = {code: f"/{code}/faq/{found.category.slug}/{found.slug}" for code in site().languages}
    return {
        "article": found,
        "text_dir": direction(found.language),
        "here": path_of(found, language),
        "is_fallback": found.language != language,
        "languages": choices(missing | written),
        "alternates": absolute(written),
        "canonical": site().base_url + written.get(found.language, path_of(found, language)),
        "reasons": _reasons(),
    }


def _reasons() -> list[tuple[str, str]]:
    return [(key, str(text)) for key, text in voting.REASONS.items()]


async def _find(language: str, slug: str) -> Article:
    found = await reading.article_page(slug, enter(language), site().default_language)
    if found is None:
        raise NotFound(_("This article does not exist, or it is not open to you."))
    return found


def _moved(to: str) -> Html:
    return Response(b"", status_code=301, headers={"Location": to, "Cache-Control": "public, max-age=300"})


def _voted() -> str:
    wanted = moment().query.removeprefix("voted=")
    return wanted if wanted in ("yes", "no", "thanks") else ""


async def _patience() -> None:
    if not await allow("vote", client_address(), limit=60, per=timedelta(hours=1)):
        raise TooMany
