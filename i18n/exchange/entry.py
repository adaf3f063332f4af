"""One text on its way to a translator: what it is, what it says in the source, what it says in the target."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """`place` names the text, `note` tells a person where it stands, `limit` is how long it may be.

    `is_unsure` marks a translation that somebody should look at (outdated on the way out; not finished on the way in),
    `confirms` one of which the file says that it is finished. `source` is empty where a file does not say it. `line` is
    where the entry begins in the file that it was read from.
    """

    place: str
    source: str
    target: str
    language: str
    note: str = ""
    limit: int = 0
    is_unsure: bool = False
    confirms: bool = False
    line: int = 0


class Unreadable(Exception):
    """The file is none of its kind; `line` is where that shows, 0 when it is the file as a whole."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
