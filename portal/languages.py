"""Languages of the portal: each stands at the front of its addresses, and switching it stays on the same page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from i18n import current_locale
from i18n.locales import best, endonym, is_tag, negotiate
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import Elsewhere, NotFound
from polydesk.kernel.web import moment
from tenants.choosing_language import offer_languages
from tenants.here import site, site_or_none


@dataclass(frozen=True)
class Choice:
    code: str
    name: str
    url: str
    current: bool


def enter(language: str) -> str:
    """The language of an address. Another spelling of it, a language near to it, or one that this portal offers no more
    leads to the same page in one that it offers (Elsewhere); what names no language has no pages (NotFound)."""
    here = site()
    if language in here.languages:
        return language
    if not is_tag(language.replace("_", "-")):
        raise NotFound
    near = best(language.replace("_", "-"), here.languages) or here.default_language
    raise Elsewhere(at="/".join(["", near, *moment().full_path.split("/")[2:]]))


def wanted_language() -> str:
    """Where the address names none: what somebody chose, else what their account says, else their browser."""
    here, asked = site(), moment()
    return negotiate(
        here.languages,
        explicit=asked.cookies.get("language"),
        account=actor().language,
        accept=asked.headers.get("accept-language"),
        default=here.default_language,
    )


def offered() -> list[Any]:
    """What layouts offer unless a page knows better: this page in each language, or a cookie where no address tells."""
    here, extras = site_or_none(), moment().extras
    if "languages" not in extras and here is not None and not _names_language(here.languages):
        offer_languages()
    return list(extras["languages"]) if "languages" in extras else list(choices())


def choices(paths: Mapping[str, str] | None = None) -> list[Choice]:
    """The tenant's languages, each with this page's address in it: by `paths`, else by the first part of the path."""
    here = site_or_none()
    if here is None:
        return []
    known, locale = paths or {}, current_locale()
    rest = _page()[1:].partition("/")[2] if _names_language(here.languages) else ""
    return [
        Choice(code, endonym(code), known.get(code) or f"/{code}/{rest}", code == locale) for code in here.languages
    ]


def _page() -> str:
    """The address of this page; that of the form it came from when it answers what somebody sent."""
    here = moment()
    came_from = urlsplit(here.headers.get("referer", "")) if here.method == "POST" else None
    if came_from is None or came_from.netloc != here.host or not _is_within(came_from.path, here.path):
        return here.full_path
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def _is_within(page: str, action: str) -> bool:
    """Whether a form with this action stands on that page: both begin with the same language."""
    return page[1:].partition("/")[0] == action[1:].partition("/")[0]


def _names_language(languages: tuple[str, ...]) -> bool:
    return moment().path[1:].partition("/")[0] in languages
