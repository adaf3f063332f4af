"""Light, dark or the system's: the choice is a cookie that the layouts read. The script sets the same cookie at once."""

from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import Cookie

from polydesk.kernel.settings import settings
from polydesk.kernel.web.forms import read_form
from polydesk.kernel.web.pages import redirect, safe_next

THEMES = ("auto", "light", "dark")
A_YEAR_S = 365 * 24 * 3600


class ThemeChoice(msgspec.Struct):
    theme: str = "auto"
    next: str = "/"


@post("/theme")
async def choose_theme(request: Request[Any, Any, Any]) -> Response[Any]:
    """Back to the page that it was chosen on; an unknown choice is the system's."""
    form = await read_form(request, ThemeChoice)
    wanted = form.value("theme")
    answer = redirect(safe_next(form.value("next")))
    answer.set_cookie(
        Cookie(
            key="theme",
            value=wanted if wanted in THEMES else "auto",
            max_age=A_YEAR_S,
            samesite="lax",
            secure=settings().is_production,
        )
    )
    return answer
