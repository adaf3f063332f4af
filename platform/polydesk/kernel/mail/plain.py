"""The text part of a mail: the same letter for a reader without pictures, colours or HTML."""

from html.parser import HTMLParser

from markupsafe import Markup

from i18n import _
from polydesk.kernel.mail.letters import Brand, Letter

BLOCKS = frozenset({"p", "div", "ul", "ol", "table", "tr", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})


def plain(letter: Letter, brand: Brand) -> str:
    parts = [letter.heading, *map(text_of, letter.paragraphs)]
    if letter.quote:
        parts.append("\n".join(f"> {line}".rstrip() for line in text_of(letter.quote).splitlines()))
    if letter.facts:
        parts.append("\n".join(f"{label}: {value}" for label, value in letter.facts))
    for button in (letter.button, *letter.buttons):
        if button:
            parts.append(_("%(label)s: %(url)s") % {"label": button.label, "url": button.url})
    if letter.ends:
        parts.append(" – ".join(letter.ends))
    parts.append(text_of(letter.footnote))
    return "\n\n".join(part for part in parts if part) + "\n\n" + _signature(brand)


def _signature(brand: Brand) -> str:
    links = (f"{label}: {url}" for label, url in brand.links)
    return "\n".join(["-- ", *(brand.footer.splitlines() or [brand.name]), *links]) + "\n"


def text_of(piece: str | Markup) -> str:
    """What a `Markup` says in plain words, links with their addresses; a `str` as it is."""
    if not isinstance(piece, Markup):
        return piece
    reader = _Reader()
    reader.feed(piece)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._links: list[str] = []
        self._in_pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in BLOCKS:
            self._pieces.append("\n\n" if tag != "tr" else "\n")
        elif tag in ("br", "hr"):
            self._pieces.append("\n")
        elif tag == "li":
            self._pieces.append("\n- ")
        elif tag == "img":
            self._pieces.append(said.get("alt") or "")
        elif tag == "a":
            self._links.append(said.get("href") or "")
        self._in_pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            address = self._links.pop()
            if address and not "".join(self._pieces[-1:]).strip().endswith(address):
                self._pieces.append(f" ({address})")
        elif tag in BLOCKS:
            self._pieces.append("\n\n" if tag != "tr" else "")
        self._in_pre = max(0, self._in_pre - (tag == "pre"))

    def handle_data(self, data: str) -> None:
        if self._in_pre:
            self._pieces.append(data)
        elif data.strip():
            lead, tail = " " * data[0].isspace(), " " * data[-1].isspace()
            self._pieces.append(lead + " ".join(data.split()) + tail)
        elif self._pieces and not self._pieces[-1].endswith(("\n", " ")):
            self._pieces.append(" ")

    def text(self) -> str:
        lines = [line.rstrip() for line in "".join(self._pieces).splitlines()]
        kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
        return "\n".join(kept).strip("\n")
