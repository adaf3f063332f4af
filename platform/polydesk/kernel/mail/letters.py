"""Letters: what a mail says, before anybody knows how it will look.

Slices write a `Letter` in plain Python, already in the reader's language; the layout turns it into HTML and text.
A `str` is text and gets escaped, a `Markup` is HTML that somebody has sanitised.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from polydesk.kernel.mail.addresses import Address

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Button:
    """A link that looks like a button; the address is absolute, since a mail has no place of its own. `sign` stands
    above the label in a row of small ones: a face, some stars."""

    label: str
    url: str
    sign: str = ""

    def __post_init__(self) -> None:
        _demand_absolute(self.url)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """`buttons` is a row of small ones (the steps of a rating), `ends` what its first and its last one mean; `quote` the
    message that the mail is about.

    `automatic` tells other machines not to answer; a reply that a person wrote is not automatic.
    """

    kind: str
    subject: str
    heading: str
    preheader: str = ""
    paragraphs: tuple[str | Markup, ...] = ()
    quote: Markup | None = None
    facts: tuple[tuple[str, str], ...] = ()
    button: Button | None = None
    buttons: tuple[Button, ...] = ()
    ends: tuple[str, str] | None = None
    footnote: str | Markup = ""
    automatic: bool = True
    unsubscribe_url: str | None = None

    def __post_init__(self) -> None:
        # Lists are handy to write; kept as tuples, so that a letter cannot change on its way.
        for name in ("paragraphs", "facts", "buttons"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if self.unsubscribe_url is not None:
            _demand_absolute(self.unsubscribe_url)


@dataclass(frozen=True, kw_only=True)
class Brand:
    """Whose letter it is: what the layout shows around the words."""

    name: str
    colour: str = "#066fd1"
    on_colour: str = "#ffffff"
    logo_url: str | None = None
    footer: str = ""
    links: tuple[tuple[str, str], ...] = ()
    base_url: str = ""
    reply_to: Address | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "links", tuple(self.links))
        for colour in (self.colour, self.on_colour):
            # It ends up inside CSS, where escaping does not help.
            if not COLOUR.fullmatch(colour):
                raise ValueError(f"not a colour: {colour!r}")
        for url in [self.logo_url or "https://logo", *(url for _label, url in self.links)]:
            _demand_absolute(url)


def _demand_absolute(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https", "mailto") or not (parts.netloc or parts.scheme == "mailto"):
        raise ValueError(f"not an absolute address: {url!r}")
