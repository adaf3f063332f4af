"""Answers that all doors share: forms that come back with a reason, and redirects with cookies to carry."""

from typing import Any

from litestar import Response
from litestar.datastructures import Cookie

from i18n import _
from polydesk.kernel.refusals import Refusal
from polydesk.kernel.web import Form, Page, redirect


def again(template: str, form: Form[Any], refusal: Refusal, **context: Any) -> Response[str]:
    """The same page with what was typed and why it is not done: 429 stays 429."""
    form.fail("", refusal.message)
    headers = {"Retry-After": "900"} if refusal.status == 429 else {}
    return Page(template, status=refusal.status, headers=headers, form=form, **context)


def go(to: str, *cookies: str) -> Response[Any]:
    """A redirect that carries cookies along, each written as a Set-Cookie value."""
    return carrying(redirect(to), *cookies)


def carrying(answer: Response[Any], *cookies: str) -> Response[Any]:
    answer.cookies.extend(_parsed(text) for text in cookies)
    return answer


def wrong_password() -> str:
    """One sentence for an unknown address and for a wrong password."""
    return _("The address or the password is wrong.")


def _parsed(text: str) -> Cookie:
    pair, *attributes = text.split("; ")
    name, _equals, value = pair.partition("=")
    said = dict(attribute.partition("=")[::2] for attribute in attributes)
    return Cookie(
        key=name, value=value, path="/", max_age=int(said["Max-Age"]), secure=True, httponly="HttpOnly" in said
    )
