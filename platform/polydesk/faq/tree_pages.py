"""`/admin/faq`: all articles in their categories, with the state of every language, and what is still to write."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.params import Parameter

from i18n import current_locale, ngettext
from i18n.formats import language_name
from i18n.locales import best
from polydesk.faq import editing, gaps, publishing
from polydesk.faq.audience import VISIBILITIES
from polydesk.faq.forms import FaqSetting
from polydesk.faq.searching import tidy
from polydesk.kernel.web import Page, read_form, redirect
from tenants.guards import member
from tenants.here import site

Html = Response[Any]
Typed = Annotated[str, Parameter(required=False)]

GAPS = 10


class TreePages(Controller):
    path = "/admin/faq"

    @get()
    async def show(self, show: Typed = "all", q: Typed = "") -> Html:
        found = await editing.tree(show, tidy(q), offered=site().languages)
        language = own_language()
        return Page(
            "faq/tree.html",
            partial="faq/_tree.html",
            tree=found,
            state=show,
            q=q,
            language=language,
            coverage=await editing.coverage(site().languages),
            gaps=await gaps.gaps(language, most=GAPS),
            may_publish=await publishing.may_publish(),
            agents_publish=await publishing.agents_may_publish(),
            visibilities=VISIBILITIES,
            states=publishing.STATES,
            count=sum(len(c.articles) + sum(len(sub.articles) for sub in c.children) for c in found),
            votes=_votes,
        )

    @post("/setting", guards=[member("settings.manage")])
    async def update(self, request: Request[Any, Any, Any]) -> Html:
        """Whether agents may publish; for those who may change settings."""
        form = await read_form(request, FaqSetting)
        await publishing.let_agents_publish(bool(form.value("agents_publish")))
        return redirect("/admin/faq")


def spoken_or_own(language: str) -> str:
    """The language that a page is asked to show, if the portal offers it."""
    return language if language in site().languages else own_language()


def language_tabs(page: str, language: str, counts: Mapping[str, int]) -> list[tuple[str, str, bool, int]]:
    """label, address, whether it is this one, how much there is; for pages that show one language at a time."""
    return [
        (language_name(code), f"{page}?language={code}", code == language, counts.get(code, 0))
        for code in site().languages
    ]


def own_language() -> str:
    """The tenant's language nearest to the one this member reads in."""
    return best(current_locale(), site().languages) or site().default_language


def _votes(row: editing.ArticleRow) -> str:
    n = row.helpful + row.unhelpful
    return ngettext("%(n)s vote", "%(n)s votes", n) % {"n": n}
