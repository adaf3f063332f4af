"""Answers: a page, the regions that change, a redirect. Rendered at once, so that they read inside the unit."""

import re
from typing import Any

from litestar import Response
from litestar.enums import MediaType
from litestar_htmx import ClientRedirect

from polydesk.kernel.refusals import BadRequest
from polydesk.kernel.web.moment import moment
from polydesk.kernel.web.problems import problem_of_page
from polydesk.kernel.web.rendering import render

_LOCAL = re.compile(r"/(?![/\\])[^\s\\]*")


def Page(
    template: str,
    /,
    *,
    status: int = 200,
    partial: str | None = None,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> Response[str]:
    """The whole page; `partial` is what htmx gets instead, the same region that the page includes. A program that was
    refused something gets the problem that the page would show."""
    if status >= BadRequest.status and moment().wants_json:
        return problem_of_page(status, context)
    chosen = partial if partial and moment().is_htmx else template
    vary = {"Vary": "HX-Request"} if partial else {}
    return html(render(chosen, **context), status=status, headers=vary | (headers or {}))


def Swap(
    template: str, /, *, then: str, status: int = 200, headers: dict[str, str] | None = None, **context: Any
) -> Response[str]:
    """After a change: with htmx the regions that change, without it a 303 to the page that shows them."""
    if not moment().is_htmx:
        return redirect(then)
    return html(render(template, **context), status=status, headers=headers)


def redirect(to: str, *, headers: dict[str, str] | None = None) -> Response[Any]:
    """303 for browsers, `HX-Redirect` for htmx."""
    if moment().is_htmx:
        answer: Response[Any] = ClientRedirect(redirect_to=to)
        answer.headers.update(headers or {})
        return answer
    return Response(b"", status_code=303, headers={"Location": to, **(headers or {})}, media_type=MediaType.TEXT)


def html(text: str, *, status: int = 200, headers: dict[str, str] | None = None) -> Response[str]:
    return Response(text, status_code=status, media_type=MediaType.HTML, headers=headers)


def safe_next(wanted: object, otherwise: str = "/") -> str:
    """A path on this host that a `next` parameter may lead to; anything else is `otherwise`."""
    text = "".join(char for char in str(wanted or "") if char.isprintable())
    return text if len(text) <= 2000 and _LOCAL.fullmatch(text) else otherwise
