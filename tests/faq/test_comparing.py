"""Two versions side by side: every word is somewhere, and no text takes long."""

import random
import time

import pytest

from polydesk.kernel.comparing import difference


def told(kind: str, before: str, after: str) -> str:
    return "".join(text for found, text in difference(before, after) if found in ("same", kind))


def test_it_shows_what_was_changed_and_leaves_the_rest() -> None:
    assert difference("Send it back within 14 days.", "Send it back within 30 days.") == [
        ("same", "Send it back within "),
        ("gone", "14"),
        ("new", "30"),
        ("same", " days."),
    ]


def test_it_says_nothing_of_texts_that_are_the_same() -> None:
    assert difference("", "") == []
    assert difference("As it was.", "As it was.") == [("same", "As it was.")]


def test_no_word_is_lost() -> None:
    chance = random.Random(7)
    for size in (3, 40, 400, 2000):
        before, after = (" ".join(chance.choices("abcdefgh", k=size)) + f" {size}" for _ in range(2))
        assert told("gone", before, after) == before
        assert told("new", before, after) == after


def test_a_small_change_of_a_long_text_stays_small() -> None:
    words = [f"word{number}" for number in range(4000)]
    changed = [*words[:2000], "inserted", *words[2000:3000], *words[3001:]]
    pieces = [(kind, text.strip()) for kind, text in difference(" ".join(words), " ".join(changed)) if kind != "same"]
    assert pieces == [("new", "inserted"), ("gone", "word3000")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" ".join(f"a x{n}" for n in range(9000)), " ".join(f"a y{n}" for n in range(9000))),
        ("a\nb\n" * 25000, "b\na\nc\n" * 16000),
        ("a " * 50000, "b " * 50000),
    ],
)
def test_no_text_keeps_others_waiting(before: str, after: str) -> None:
    started = time.process_time()
    difference(before, after)
    assert time.process_time() - started < 3
