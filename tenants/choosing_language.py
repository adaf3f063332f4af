"""The language of pages whose address names none: the platform's own, and a tenant's sign-in; kept in a cookie."""

from urllib.parse import quote

from i18n import UI_LANGUAGES, current_locale
from i18n.locales import endonym
from polydesk.kernel.web import moment

COOKIE = "language"


def offer_languages() -> None:
    """Lets the layout show the choice."""
    here, present = moment(), current_locale()
    back = quote(here.full_path if here.method == "GET" else here.path)
    here.extras["languages"] = [
        {"code": code, "name": endonym(code), "url": f"/language/{code}?next={back}", "current": code == present}
        for code in UI_LANGUAGES
    ]


def cookie(code: str) -> str:
    return f"{COOKIE}={code}; Path=/; Max-Age=31536000; Secure; SameSite=Lax"
