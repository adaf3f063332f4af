"""The scale: five steps, each with a word, a face and the question that fits it."""

from dataclasses import dataclass

from i18n import LazyText, lazy, lazy_in


@dataclass(frozen=True)
class Step:
    score: int
    word: LazyText
    icon: str
    question: LazyText


STEPS = (
    Step(1, lazy_in("rating", "Very bad"), "mood-cry", lazy("What went wrong?")),
    Step(2, lazy_in("rating", "Bad"), "mood-sad", lazy("What should we have done differently?")),
    Step(3, lazy_in("rating", "Okay"), "mood-neutral", lazy("What was missing?")),
    Step(4, lazy_in("rating", "Good"), "mood-smile", lazy("What would have made it great?")),
    Step(5, lazy_in("rating", "Great"), "mood-happy", lazy("What did you like most?")),
)


def step(score: int) -> Step:
    return STEPS[score - 1]


def preselected(text: str | None) -> int | None:
    """The score that a link in a mail names, or None for anything else."""
    return int(text) if text in {"1", "2", "3", "4", "5"} else None
