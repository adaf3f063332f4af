"""The scale: five steps, each with a word and a face."""

from dataclasses import dataclass

from i18n import LazyText, lazy_in


@dataclass(frozen=True)
class Step:
    score: int
    word: LazyText
    icon: str


STEPS = (
    Step(1, lazy_in("rating", "Very bad"), "mood-cry"),
    Step(2, lazy_in("rating", "Bad"), "mood-sad"),
    Step(3, lazy_in("rating", "Okay"), "mood-neutral"),
    Step(4, lazy_in("rating", "Good"), "mood-smile"),
    Step(5, lazy_in("rating", "Great"), "mood-happy"),
)


def step(score: int) -> Step:
    return STEPS[score - 1]


def preselected(text: str | None) -> int | None:
    """The score that a link in a mail names, or None for anything else."""
    return int(text) if text in {"1", "2", "3", "4", "5"} else None
