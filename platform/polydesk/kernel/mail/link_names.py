"""The words under which an HTML mail links each address: what its reader sees instead of the address."""

from html.parser import HTMLParser


def names_of_links(html: str) -> dict[str, str]:
    """Address to words; the first words win, an address that only a picture links has none."""
    reader = _Links()
    reader.feed(html)
    return reader.names


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.names: dict[str, str] = {}
        self._address = ""
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._address, self._words = dict(attrs).get("href") or "", []

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        words = " ".join("".join(self._words).split())
        if tag == "a" and self._address and words:
            self.names.setdefault(self._address, words)
