"""The words of a brand as form fields: tagline, footer and legal links in each language of the portal.

Field names end in the language: `tagline_en`, `footer_en`, `link1_label_en`, `link1_url_en`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from i18n import _, ngettext
from polydesk.kernel.web import Form
from tenants.branding import LONGEST
from tenants.directory import Brand

LINKS = 4


def fields_of(brand: Brand, languages: Sequence[str]) -> dict[str, str]:
    """What the form shows of a brand."""
    shown: dict[str, str] = {"colour": brand.colour}
    for language in languages:
        shown[f"tagline_{language}"] = brand.taglines.get(language, "")
        shown[f"footer_{language}"] = brand.footers.get(language, "")
        for number, link in enumerate(brand.legal[:LINKS], start=1):
            shown[f"link{number}_label_{language}"] = link.get("labels", {}).get(language, "")
            shown[f"link{number}_url_{language}"] = link.get("urls", {}).get(language, "")
    return shown


def with_words(brand: Brand, form: Form[Any], languages: Sequence[str]) -> Brand:
    """The brand with what was typed. Words in languages that the portal does not speak now are kept."""
    return replace(
        brand,
        taglines=_texts(brand.taglines, form, "tagline", languages),
        footers=_texts(brand.footers, form, "footer", languages),
        legal=list(_links(brand, form, languages)),
    )


def check_words(form: Form[Any], languages: Sequence[str]) -> None:
    """Says beside each field what is wrong with it."""
    for language in languages:
        _demand_short(form, f"tagline_{language}", LONGEST["tagline"])
        _demand_short(form, f"footer_{language}", LONGEST["footer"])
    for number in range(1, LINKS + 1):
        leads_somewhere = any(form.value(f"link{number}_url_{language}").strip() for language in languages)
        for language in languages:
            _check_link(form, f"link{number}_label_{language}", f"link{number}_url_{language}", leads_somewhere)


def written_in(form: Form[Any], languages: Sequence[str]) -> int:
    """How many of these languages have any words."""
    names = ["tagline", "footer", *(f"link{number}_label" for number in range(1, LINKS + 1))]
    return sum(any(form.value(f"{name}_{language}").strip() for name in names) for language in languages)


def is_wrong_in(form: Form[Any], languages: Sequence[str]) -> bool:
    """Whether a fault stands beside the words of one of these languages."""
    return any(name.endswith(tuple(f"_{language}" for language in languages)) for name in form.errors)


def is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not any(char.isspace() for char in text)


@dataclass(frozen=True)
class _Link:
    label: str
    url: str


def _texts(before: dict[str, str], form: Form[Any], name: str, languages: Sequence[str]) -> dict[str, str]:
    typed = {language: form.value(f"{name}_{language}").strip() for language in languages}
    return {language: text for language, text in (before | typed).items() if text}


def _links(brand: Brand, form: Form[Any], languages: Sequence[str]) -> Iterator[dict[str, Any]]:
    for number in range(1, LINKS + 1):
        known = brand.legal[number - 1] if number <= len(brand.legal) else {}
        labels = {language: form.value(f"link{number}_label_{language}").strip() for language in languages}
        urls = {language: form.value(f"link{number}_url_{language}").strip() for language in languages}
        link = {
            "labels": {language: text for language, text in (known.get("labels", {}) | labels).items() if text},
            "urls": {language: text for language, text in (known.get("urls", {}) | urls).items() if text},
        }
        if link["labels"] and link["urls"]:
            yield link


def _check_link(form: Form[Any], label: str, url: str, leads_somewhere: bool) -> None:
    """A link may be called something in a language and lead where it leads in another one."""
    _demand_short(form, label, LONGEST["label"])
    _demand_short(form, url, LONGEST["url"])
    link = _Link(form.value(label).strip(), form.value(url).strip())
    if link.url and not is_web_address(link.url):
        form.fail(url, _("Please enter a whole web address that begins with https://."))
    elif link.url and not link.label:
        form.fail(label, _("Please say what the link is called."))
    elif link.label and not leads_somewhere:
        form.fail(url, _("Please say where the link leads."))


def _demand_short(form: Form[Any], name: str, limit: int) -> None:
    if len(form.value(name)) > limit:
        form.fail(
            name,
            ngettext("Please enter at most %(n)s character.", "Please enter at most %(n)s characters.", limit)
            % {"n": limit},
        )
