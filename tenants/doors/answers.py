"""Answers that all doors share: pages of the platform that may lead on to a tenant's host, and cookies to carry."""

from functools import cache
from typing import Any

from litestar import Response
from litestar.datastructures import Cookie

from i18n import _
from polydesk.kernel.refusals import Refusal
from polydesk.kernel.settings import settings
from polydesk.kernel.web import Form, Page, redirect
from polydesk.kernel.web.envelope import CONTENT_SECURITY_POLICY
from tenants.here import site_or_none


def platform_page(template: str, /, *, status: int = 200, **context: Any) -> Response[str]:
    """A form on the platform's host may be answered by a redirect to a tenant's host, which the policy must allow."""
    return Page(template, status=status, headers=_headers(), **context)


def again(template: str, form: Form[Any], refusal: Refusal, **context: Any) -> Response[str]:
    """The same page with what was typed and why it is not done: 429 stays 429."""
    form.fail("", refusal.message)
    headers = {} if site_or_none() else _headers()
    if refusal.status == 429:
        headers["Retry-After"] = "900"
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


@cache
def _headers() -> dict[str, str]:
    hosts = f"form-action 'self' {settings().scheme}://*.{settings().base_host}"
    return {"Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("form-action 'self'", hosts)}


def _parsed(text: str) -> Cookie:
    pair, *attributes = text.split("; ")
    name, _equals, value = pair.partition("=")
    said = dict(attribute.partition("=")[::2] for attribute in attributes)
    return Cookie(
        key=name, value=value, path="/", max_age=int(said["Max-Age"]), secure=True, httponly="HttpOnly" in said
    )
