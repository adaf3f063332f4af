"""Marking what was found: quick ways through a text that end where the slow one ends."""

import re

import pytest

from polydesk.faq import marking

TEXTS = (
    "Unscrew the Lamp; LAMPS flicker.",
    "Ärger mit der Lämpe – “lamp’s” café CAFÉ",
    "İstanbul ﬁne ㎐ ªbc ǅ",
    "clamp lamp_post 9lamp",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_it_folds_letter_by_letter(text: str) -> None:
    assert marking.folded(text) == text.translate(marking._FOLDS)
    assert len(marking.folded(text)) == len(text)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("stem", ["lamp", "caf", "l", "_x", "9la", "istan"])
def test_it_finds_beginnings_of_words_only(text: str, stem: str) -> None:
    plain = rf"\b{re.escape(stem)}" + (r"\w*" if len(stem) > 3 else r"\b")
    folded = marking.folded(text)
    assert re.findall(marking._beginning(stem), folded) == re.findall(plain, folded)
