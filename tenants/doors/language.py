"""`/language/{code}`: the language of pages whose address names none, kept in a cookie."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from i18n import UI_LANGUAGES
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import safe_next
from tenants.choosing_language import cookie
from tenants.doors.answers import go


class LanguagePages(Controller):
    path = "/language/{code:str}"

    @get()
    async def show(self, code: FromPath[str], request: Request[Any, Any, Any]) -> Response[Any]:
        if code not in UI_LANGUAGES:
            raise NotFound()
        return go(safe_next(request.query_params.get("next")), cookie(code))
