"""Lists of words that are data, one text file each: reserved slugs, mail providers, passwords that everybody tries."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lists"


@cache
def words(name: str) -> frozenset[str]:
    """The words of `lists/<name>.txt`; lines that begin with # are comments."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
