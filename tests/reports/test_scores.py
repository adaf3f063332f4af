"""What answers add up to, as arithmetic: the same laws whatever was answered."""

import math

from hypothesis import given
from hypothesis import strategies as st

from surveys import scale
from surveys.scores import CES_LAST, Tally, as_known, measure_of, place, wilson

ON_A_SCALE = st.sampled_from([(kind, steps) for kind, all_steps in scale.STEPS_OF.items() for steps in all_steps])


@st.composite
def answers(draw: st.DrawFn) -> tuple[scale.Kind, int, list[int]]:
    kind, steps = draw(ON_A_SCALE)
    return kind, steps, draw(st.lists(st.sampled_from(list(scale.scores(kind, steps))), min_size=1, max_size=60))


def tally_of(kind: scale.Kind, steps: int, scores: list[int]) -> Tally:
    return Tally(answered=len(scores), total=sum(place(kind, steps, score) for score in scores))


@given(answers())
def test_each_score_is_what_its_definition_says(given_: tuple[scale.Kind, int, list[int]]) -> None:
    kind, steps, scores = given_
    found = tally_of(kind, steps, scores).score(measure_of(kind))
    many, good = len(scores), sum(scale.is_good(kind, steps, score) for score in scores)
    if kind == "nps":
        expected = 100 * (sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores)) / many
    elif kind == "ces":
        expected = sum(1 + (score - 1) * 6 / (steps - 1) for score in scores) / many
    else:
        expected = good / many
    assert found is not None
    assert math.isclose(found, expected, abs_tol=1e-9)


@given(answers(), st.integers(2, 50))
def test_the_interval_holds_the_score_stays_on_the_scale_and_shrinks_with_more_of_the_same(
    given_: tuple[scale.Kind, int, list[int]], times: int
) -> None:
    kind, steps, scores = given_
    measure = measure_of(kind)
    few, many = tally_of(kind, steps, scores), tally_of(kind, steps, scores * times)
    score, interval, narrower = few.score(measure), few.interval(measure), many.interval(measure)
    assert score is not None
    assert interval is not None
    assert narrower is not None
    assert as_known(measure, 0) <= interval[0] <= score + 1e-9
    assert score - 1e-9 <= interval[1] <= as_known(measure, 1)
    assert narrower[1] - narrower[0] < interval[1] - interval[0]


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_is_the_same_seen_from_the_other_side(yes: int, no: int) -> None:
    low, high = wilson(yes / (yes + no) if yes + no else 0, yes + no)
    turned = wilson(no / (yes + no) if yes + no else 1, yes + no)
    assert math.isclose(low, 1 - turned[1], abs_tol=1e-9)
    assert math.isclose(high, 1 - turned[0], abs_tol=1e-9)


def test_wilson_agrees_with_what_is_printed_in_books() -> None:
    """Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    for yes, of, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert [round(end, 4) for end in wilson(yes / of, of)] == [low, high]


@given(answers(), st.integers(0, 60))
def test_parts_add_up_to_the_whole(given_: tuple[scale.Kind, int, list[int]], at: int) -> None:
    kind, steps, scores = given_
    parts = tally_of(kind, steps, scores[:at]) + tally_of(kind, steps, scores[at:])
    whole = tally_of(kind, steps, scores)
    assert parts.answered == whole.answered
    assert math.isclose(parts.total, whole.total, abs_tol=1e-9)
    assert 1 <= (whole.score("ces") or 0) <= CES_LAST
