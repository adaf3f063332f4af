"""`…/versions`: what an article said before, what has changed since, and back to it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from polydesk.faq import editing, versions
from polydesk.kernel.comparing import difference
from polydesk.kernel.web import Page, redirect

Html = Response[Any]


class VersionPages(Controller):
    path = "/admin/faq/articles/{article:uuid}/{language:str}/versions"

    @get()
    async def index(self, article: FromPath[UUID], language: FromPath[str]) -> Html:
        text = await editing.open_text(article, language)
        kept = await versions.versions_of(article, language)
        return Page("faq/versions.html", text=text, versions=kept, chosen=None, pieces=[])

    @get("/{revision:int}")
    async def show(self, article: FromPath[UUID], language: FromPath[str], revision: FromPath[int]) -> Html:
        """What this version changed, against the one before it."""
        text = await editing.open_text(article, language)
        kept = await versions.versions_of(article, language)
        chosen = await versions.version(article, language, revision)
        before = next((other for other in kept if other.revision < revision), None)
        pieces = difference(_whole(before) if before else "", _whole(chosen))
        return Page("faq/versions.html", text=text, versions=kept, chosen=chosen, pieces=pieces)

    @post("/{revision:int}/restoration")
    async def restore(self, article: FromPath[UUID], language: FromPath[str], revision: FromPath[int]) -> Html:
        await versions.restore(article, language, revision)
        return redirect(f"/admin/faq/articles/{article}/{language}")


def _whole(version: versions.Version) -> str:
    return f"{version.title}\n\n{version.body}"
