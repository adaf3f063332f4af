"""The one layout of all mails: responsive, branded, right in either direction, easy on dark screens.

`layout.mjml` goes through mrml once, and what comes out is a Jinja template: people's words meet only Jinja, which
escapes them, never the MJML parser. A mail thus costs a fraction of a millisecond.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from i18n import _, speaking
from i18n.locales import direction
from polydesk.kernel.mail.letters import Brand, Letter
from polydesk.kernel.mail.plain import plain

SOURCE = Path(__file__).parent / "layout.mjml"


@dataclass(frozen=True)
class Rendered:
    html: str
    text: str


def render(letter: Letter, *, brand: Brand, language: str) -> Rendered:
    with speaking(language):
        return Rendered(html=_html(letter, brand, language), text=plain(letter, brand))


def _html(letter: Letter, brand: Brand, language: str) -> str:
    writing = direction(language)
    return _template().render(
        letter=letter,
        brand=brand,
        language=language,
        dir=writing,
        start="right" if writing == "rtl" else "left",
        end="left" if writing == "rtl" else "right",
        preheader=letter.preheader or letter.heading,
        paragraphs=[_with_breaks(paragraph) for paragraph in letter.paragraphs],
        footer=brand.footer.splitlines() or [brand.name],
        if_the_button_fails=_("If the button does not work, open this address in your browser:"),
    )


def _with_breaks(paragraph: str | Markup) -> Markup:
    if isinstance(paragraph, Markup):
        return paragraph
    return Markup("<br />").join(escape(line) for line in paragraph.splitlines())


@cache
def _template() -> Template:
    import mrml  # once, by whoever writes the first mail

    # Without this, mrml fetches the fonts that it knows by name from somebody else's server.
    options = mrml.RenderOptions(fonts={})
    page = mrml.to_html(SOURCE.read_text(encoding="utf-8"), None, options).content
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(page)
