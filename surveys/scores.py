"""What answers add up to: CSAT, CES and NPS, how many answered, and how far chance could move each. Pure.

Every score is the mean of a place between 0 and 1 that each answer takes: satisfied or not for CSAT (the top boxes),
the step for CES, promoter, passive or detractor for NPS. So one interval serves all of them: Wilson's, which is right
for shares and on the safe side for other means of that range, whose spread is never wider.
"""

from dataclasses import dataclass, fields
from math import sqrt
from typing import Literal, get_args

from surveys.scale import Kind, is_good, is_low, scores

Measure = Literal["csat", "ces", "nps"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
Z95 = 1.959963984540054
# Below so many answers an agent's score says more about chance than about the agent.
FEWEST_OF_AGENT = 5
CES_LAST = 7


def measure_of(kind: Kind) -> Measure:
    """A thumb says satisfied or not, as faces do."""
    return "csat" if kind == "thumbs" else kind


def place(kind: Kind, steps: int, score: int) -> float:
    """Where an answer stands between the worst, 0, and the best, 1."""
    match measure_of(kind):
        case "csat":
            return float(is_good(kind, steps, score))
        case "nps":
            return (1 + is_good(kind, steps, score) - is_low(kind, steps, score)) / 2
        case "ces":
            first, last = scores(kind, steps)[0], scores(kind, steps)[-1]
            return (score - first) / (last - first)


def as_known(measure: Measure, mean: float) -> float:
    """The mean as people know this score: CSAT a share, CES from 1 to 7 whatever its steps, NPS from -100 to 100."""
    if measure == "ces":
        return 1 + (CES_LAST - 1) * mean
    return 200 * mean - 100 if measure == "nps" else mean


def wilson(mean: float, count: int, z: float = Z95) -> tuple[float, float]:
    """Between what and what the mean of everybody lies, 95 times in 100; of nobody anywhere."""
    if not count:
        return 0.0, 1.0
    mean = min(max(mean, 0.0), 1.0)
    middle = mean + z * z / (2 * count)
    spread = z * sqrt(mean * (1 - mean) / count + z * z / (4 * count * count))
    whole = 1 + z * z / count
    return max(0.0, min((middle - spread) / whole, mean)), min(1.0, max((middle + spread) / whole, mean))


@dataclass(frozen=True)
class Tally:
    """`responded` of those who were `asked` in a time; `answered` is what came in in it, whenever it was asked.
    `total` is the sum of the places.
    """

    asked: int = 0
    responded: int = 0
    answered: int = 0
    good: int = 0
    low: int = 0
    total: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Tally)))

    def score(self, measure: Measure) -> float | None:
        return as_known(measure, self.total / self.answered) if self.answered else None

    def interval(self, measure: Measure) -> tuple[float, float] | None:
        if not self.answered:
            return None
        low, high = wilson(self.total / self.answered, self.answered)
        return as_known(measure, low), as_known(measure, high)

    @property
    def response_rate(self) -> float | None:
        return self.responded / self.asked if self.asked else None

    @property
    def response_interval(self) -> tuple[float, float] | None:
        return wilson(self.responded / self.asked, self.asked) if self.asked else None
