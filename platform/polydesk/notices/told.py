"""What a notice says: a heading, a line below, where it leads."""

from typing import NamedTuple


class Told(NamedTuple):
    heading: str
    line: str
    path: str
