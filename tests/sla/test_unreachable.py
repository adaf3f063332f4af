"""Policies that can never match are marked, with what is in their way; no other one is."""

from itertools import product
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from tests_depth import examples

from polydesk.sla.facts import Facts
from polydesk.sla.matching import match
from polydesk.sla.policy import Condition, Draft, Version
from polydesk.sla.unreachable import unreachable
from polydesk.tickets.ticket import CHANNELS, PRIORITIES

ACME, GLOBEX = UUID(int=1), UUID(int=2)
LANGUAGES, TAGS = ("pt", "pt-BR", "it"), ("vip", "bug")

# Every ticket there can be, as far as these conditions ask: a value of each kind and one that nobody names.
ALL_FACTS = [
    Facts(organisation_id=one, channel=channel, priority=priority, language=language, tags=tags)
    for one, channel, priority, language, tags in product(
        (ACME, GLOBEX, None),
        CHANNELS,
        PRIORITIES,
        ("pt", "pt-br", "pt-pt", "it", "de"),
        ((), ("vip",), ("bug",), ("vip", "bug")),
    )
]


def some(field: str, values: tuple[str, ...]) -> st.SearchStrategy[Condition]:
    return st.sets(st.sampled_from(values), min_size=1).map(lambda chosen: Condition(field, tuple(sorted(chosen))))  # type: ignore[arg-type]


fields = {
    "organisation": (str(ACME), str(GLOBEX)),
    "channel": CHANNELS,
    "priority": PRIORITIES,
    "language": LANGUAGES,
    "tag": TAGS,
}
some_conditions = st.lists(st.sampled_from(sorted(fields)), max_size=2, unique=True).flatmap(
    lambda chosen: st.tuples(*(some(field, fields[field]) for field in chosen))
)


def numbered(drafts: list[tuple[Condition, ...]]) -> list[Version]:
    return [Version(UUID(int=n), UUID(int=n), 1, Draft({"en": str(n)}, made)) for n, made in enumerate(drafts, 1)]


@settings(max_examples=examples(60))
@given(st.lists(some_conditions, max_size=5).map(numbered))
def test_it_marks_exactly_those_that_no_ticket_can_fall_under(policies: list[Version]) -> None:
    reached = {found.policy_id for facts in ALL_FACTS if (found := match(policies, facts).version)}
    assert set(unreachable(policies)) == {version.policy_id for version in policies} - reached


def test_it_names_the_one_that_takes_everything() -> None:
    mail, all_, late = numbered([(Condition("channel", ("mail",)),), (), (Condition("tag", ("vip",)),)])
    assert unreachable([mail, all_, late]) == {late.policy_id: (all_,)}


def test_it_names_those_that_take_everything_together() -> None:
    half, rest = Condition("channel", CHANNELS[:2]), Condition("channel", CHANNELS[2:])
    first, unrelated, second, last = numbered([(half,), (Condition("plan", ("gold",)),), (rest,), ()])
    assert unreachable([first, unrelated, second, last])[last.policy_id] == (first, unrelated, second)


def test_the_same_policy_twice_never_matches_the_second_time() -> None:
    gold = (Condition("plan", ("gold",)), Condition("channel", ("mail",)))
    first, second = numbered([gold, gold])
    assert unreachable([first, second]) == {second.policy_id: (first,)}


def test_many_wide_policies_are_judged_without_delay() -> None:
    wide = [
        (Condition("tag", (f"a{n}",)), Condition("plan", (f"p{n}",)), Condition("language", (f"x{n}",)))
        for n in range(60)
    ]
    assert unreachable(numbered([*wide, ()])) == {}
