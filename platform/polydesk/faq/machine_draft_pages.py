"""`/admin/faq/articles/{id}/{language}/machine`: a machine drafts what is missing or outdated in this text of an article.

Nothing of it stands in the article before somebody has saved it from the editor.
"""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, post
from litestar.params import FromPath

from polydesk.faq.machine_draft import ARTICLE
from polydesk.kernel.web import redirect
from polydesk.translating import drafting
from tenants.here import site


class MachineDraftPages(Controller):
    path = "/admin/faq/articles/{article:uuid}/{language:str}/machine"

    @post()
    async def ask(self, article: FromPath[UUID], language: FromPath[str]) -> Response[Any]:
        here = site()
        await drafting.want(ARTICLE, str(article), language, languages=here.languages, default=here.default_language)
        return redirect(f"/admin/faq/articles/{article}/{language}")

    @post("/removal")
    async def discard(self, article: FromPath[UUID], language: FromPath[str]) -> Response[Any]:
        await drafting.discard(ARTICLE, str(article), language)
        return redirect(f"/admin/faq/articles/{article}/{language}")
