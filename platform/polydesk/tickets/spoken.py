"""Spoken: in which language a text is written, found offline. Short or mixed texts are in none: a wrong one does harm.

Lingua is loaded when the first text is read, which is in the worker, and in a thread. It knows more languages than we
ask about, so that Portuguese is not taken for Spanish; what is none of the wanted ones counts as not recognised.
"""

import asyncio
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from i18n import UI_LANGUAGES

if TYPE_CHECKING:
    from lingua import LanguageDetector

# A sentence, not a greeting; a sign of Chinese or Japanese says as much as three letters.
LEAST_LETTERS = 16
SURE = 0.9
READ = 2_000

_ADDRESS = ("//", "@", "www.")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PARTS = re.compile(r"\n\s*\n|(?<=[.!?…。！？])\s*")


def languages_told_apart(enabled: Iterable[str]) -> list[str]:
    """Those that a message can be found to be in: the product's and the company's own, by their tags without a region."""
    return list(dict.fromkeys(tag.partition("-")[0] for tag in (*enabled, *UI_LANGUAGES)))


async def spoken_in(text: str, wanted: Iterable[str]) -> str | None:
    """The one of the `wanted` languages in which all of it is written, or None."""
    found = await asyncio.to_thread(_spoken_in, text)
    return found if found in set(wanted) else None


def _spoken_in(text: str) -> str | None:
    plain = _words_of(text)
    whole = _sure(plain)
    if whole is None:
        return None
    others = {found for part in _parts(plain) if (found := _sure(part))} - {whole}
    return None if others else whole


def _words_of(text: str) -> str:
    """Without what was quoted, code, addresses and the signature: none of that is the customer's own language."""
    return "\n".join(_own_lines(text[: 5 * READ]))[:READ]


def _own_lines(text: str) -> Iterator[str]:
    is_code = False
    for line in text.splitlines():
        if line.rstrip() == "--":
            return
        if line.startswith("```"):
            is_code = not is_code
        elif not is_code and not line.lstrip().startswith(">"):
            yield " ".join(word for word in line.split() if not any(sign in word for sign in _ADDRESS))


def _parts(plain: str) -> Iterator[str]:
    """Sentences; those that are too short alone go with the next."""
    held = ""
    for part in _PARTS.split(plain):
        held = f"{held} {part}".strip()
        if _weight(held) >= 2 * LEAST_LETTERS:
            yield held
            held = ""


def _sure(text: str) -> str | None:
    if _weight(text) < LEAST_LETTERS:
        return None
    best = _detector().compute_language_confidence_values(text)[0]
    return best.language.iso_code_639_1.name.lower() if best.value >= SURE else None


def _weight(text: str) -> int:
    return sum(sign.isalpha() for sign in text) + 2 * len(_DENSE.findall(text))


@cache
def _detector() -> "LanguageDetector":
    """All its languages take 70 MB this way; being more exact would take ten times that, for shorter texts only."""
    from lingua import LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()
