"""The scales: which kinds of question there are, how each may look, and what a score on it means.

A score is kept as it was given: 1 for the worst step up to the last one, for NPS 0 to 10. `is_low` and `is_good` are
the one definition of a bad and a good answer, for alerts and for figures; what is neither lies between.
"""

from typing import Literal

from i18n import LazyText, lazy, lazy_in

Kind = Literal["csat", "thumbs", "ces", "nps"]
Look = Literal["faces", "stars", "thumbs", "numbers"]

KINDS: dict[Kind, LazyText] = {
    "csat": lazy("Satisfaction (CSAT)"),
    "thumbs": lazy("Yes or no"),
    "ces": lazy("Effort (CES)"),
    "nps": lazy("Recommendation (NPS)"),
}
LOOKS: dict[Kind, tuple[Look, ...]] = {
    "csat": ("faces", "stars"),
    "thumbs": ("thumbs",),
    "ces": ("numbers",),
    "nps": ("numbers",),
}
LOOK_NAMES: dict[Look, LazyText] = {
    "faces": lazy("Faces"),
    "stars": lazy("Stars"),
    "thumbs": lazy("Thumbs"),
    "numbers": lazy("Numbers"),
}
# The first is proposed. The steps of NPS are 0 to 10.
STEPS_OF: dict[Kind, tuple[int, ...]] = {"csat": (5, 2, 3, 4), "thumbs": (2,), "ces": (7, 5), "nps": (11,)}
PROMOTERS_FROM = 9
DETRACTORS_TO = 6


def scores(kind: Kind, steps: int) -> range:
    """From the worst to the best."""
    return range(steps) if kind == "nps" else range(1, steps + 1)


def is_good(kind: Kind, steps: int, score: int) -> bool:
    """Satisfied, easy, yes, or a promoter: above the middle of the scale."""
    return score >= PROMOTERS_FROM if kind == "nps" else 2 * score > steps + 1


def is_low(kind: Kind, steps: int, score: int) -> bool:
    """Unhappy, hard, no, or a detractor: below the middle of the scale."""
    return score <= DETRACTORS_TO if kind == "nps" else 2 * score < steps + 1


def fifth(kind: Kind, steps: int, score: int) -> int:
    """Which of five steps comes nearest, 0 to 4: for what is said in five ways, whatever the scale."""
    place = score - scores(kind, steps).start
    return (8 * place + steps - 1) // (2 * (steps - 1))


VERY_BAD, BAD, OKAY, GOOD, GREAT = (
    lazy_in("rating", "Very bad"),
    lazy_in("rating", "Bad"),
    lazy_in("rating", "Okay"),
    lazy_in("rating", "Good"),
    lazy_in("rating", "Great"),
)
AGREEMENT = (
    lazy_in("rating", "Strongly disagree"),
    lazy_in("rating", "Disagree"),
    lazy_in("rating", "Somewhat disagree"),
    lazy_in("rating", "Neither agree nor disagree"),
    lazy_in("rating", "Somewhat agree"),
    lazy_in("rating", "Agree"),
    lazy_in("rating", "Strongly agree"),
)
SATISFACTION = {
    2: (BAD, GOOD),
    3: (BAD, OKAY, GOOD),
    4: (VERY_BAD, BAD, GOOD, GREAT),
    5: (VERY_BAD, BAD, OKAY, GOOD, GREAT),
}
THUMBS = (lazy_in("rating", "No"), lazy_in("rating", "Yes"))
LIKELY = (lazy_in("rating", "Not at all likely"), lazy_in("rating", "Extremely likely"))


def words(kind: Kind, steps: int) -> tuple[LazyText, ...]:
    """What each step is called, from the worst on; of NPS only the two ends have words."""
    if kind == "ces":
        return AGREEMENT if steps == len(AGREEMENT) else (*AGREEMENT[:2], AGREEMENT[3], *AGREEMENT[5:])
    return {"csat": SATISFACTION.get(steps, ()), "thumbs": THUMBS, "nps": LIKELY}[kind]


# What is asked beneath fits the score: one of these, by the fifth in which it lies.
ASK_WHY = (
    lazy("What went wrong?"),
    lazy("What should we have done differently?"),
    lazy("What was missing?"),
    lazy("What would have made it great?"),
    lazy("What did you like most?"),
)
FACES = ("mood-cry", "mood-sad", "mood-neutral", "mood-smile", "mood-happy")
FACES_IN_MAILS = ("😢", "🙁", "😐", "🙂", "😀")
THUMBS_IN_MAILS = ("👎", "👍")
