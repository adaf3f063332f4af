"""Which policy a ticket falls under: laws of the ordered list, and the ways a condition holds."""

from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydesk.sla.contract import Contract
from polydesk.sla.facts import Facts, holds
from polydesk.sla.matching import Ground, Matched, match
from polydesk.sla.policy import Condition, Draft, Target, Version

ACME, GLOBEX = UUID(int=1), UUID(int=2)
CHANNELS, TAGS, PRIORITIES = ("portal", "mail", "phone"), ("vip", "bug", "invoice"), ("low", "normal", "urgent")

_numbers = count(100)


def version_with(*conditions: Condition, schedule_id: UUID | None = None) -> Version:
    made = UUID(int=next(_numbers))
    return Version(made, made, 1, Draft({"en": "A policy"}, conditions, schedule_id))


some_condition = st.one_of(
    st.sets(st.sampled_from(CHANNELS), min_size=1).map(lambda values: Condition("channel", tuple(values))),
    st.sets(st.sampled_from(TAGS), min_size=1).map(lambda values: Condition("tag", tuple(values))),
    st.sets(st.sampled_from(PRIORITIES), min_size=1).map(lambda values: Condition("priority", tuple(values))),
    st.sampled_from([ACME, GLOBEX]).map(lambda one: Condition("organisation", (str(one),))),
)
some_policies = st.lists(st.lists(some_condition, max_size=3).map(lambda made: version_with(*made)), max_size=6)
some_facts = st.builds(
    Facts,
    organisation_id=st.sampled_from([None, ACME, GLOBEX]),
    channel=st.sampled_from(CHANNELS),
    priority=st.sampled_from(PRIORITIES),
    tags=st.sets(st.sampled_from(TAGS)).map(tuple),
)


def all_hold(version: Version, facts: Facts) -> bool:
    return all(holds(condition, facts) for condition in version.draft.conditions)


@given(some_policies, some_facts)
def test_the_first_whose_conditions_all_hold_wins(policies: list[Version], facts: Facts) -> None:
    assert match(policies, facts).version == next((one for one in policies if all_hold(one, facts)), None)


@given(some_policies, some_facts)
def test_it_lists_what_was_tested_and_nothing_behind_the_winner(policies: list[Version], facts: Facts) -> None:
    found = match(policies, facts)
    tested = [one.version for one in found.tested]
    assert tested == policies[: len(tested)]
    assert [one.holds for one in found.tested[:-1]] == [False] * len(tested[:-1])
    assert len(tested) == len(policies) if found.version is None else tested[-1] == found.version


@given(some_policies, some_facts)
def test_it_names_a_condition_that_really_fails(policies: list[Version], facts: Facts) -> None:
    for tested in match(policies, facts).tested:
        assert (tested.failing is None) == tested.holds
        assert tested.failing is None or not holds(tested.failing, facts)


@given(some_policies, some_facts)
def test_only_the_order_of_those_that_hold_decides(policies: list[Version], facts: Facts) -> None:
    holding = [one for one in policies if all_hold(one, facts)]
    assert match(policies, facts).version == match(holding, facts).version


@given(some_policies, some_facts)
def test_turning_the_list_round_lets_the_last_that_holds_win(policies: list[Version], facts: Facts) -> None:
    holding = [one for one in policies if all_hold(one, facts)]
    assert match(policies[::-1], facts).version == (holding[-1] if holding else None)


@given(some_policies, some_facts)
def test_what_a_contract_brings_comes_before_the_list(policies: list[Version], facts: Facts) -> None:
    agreed = version_with(Condition("channel", ("fax",)))
    assert match(policies, facts, agreed=agreed).version == agreed


@pytest.mark.parametrize(
    ("condition", "facts"),
    [
        (Condition("language", ("pt",)), Facts(language="pt-BR")),
        (Condition("language", ("pt-BR",)), Facts(language="pt-br")),
        (Condition("plan", ("Gold",)), Facts(plan="GOLD")),
        (Condition("tag", ("VIP",)), Facts(tags=("bug", "vip"))),
        (Condition("organisation", (str(ACME),)), Facts(organisation_id=ACME)),
    ],
)
def test_it_holds(condition: Condition, facts: Facts) -> None:
    assert holds(condition, facts)


@pytest.mark.parametrize(
    ("condition", "facts"),
    [
        (Condition("language", ("pt-BR",)), Facts(language="pt")),
        (Condition("plan", ("",)), Facts(plan="")),
        (Condition("tag", ("vip",)), Facts()),
        (Condition("organisation", (str(ACME),)), Facts(organisation_id=GLOBEX)),
        (Condition("channel", ()), Facts()),
    ],
)
def test_it_does_not_hold(condition: Condition, facts: Facts) -> None:
    assert not holds(condition, facts)


OWN, POLICYS, CONTRACTS, USUAL = (UUID(int=10 + n) for n in range(4))


def contract_with(schedule_id: UUID | None) -> Contract:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    return Contract(
        *(UUID(int=50), ACME, "Acme", "Care", "gold", None, schedule_id, date(2026, 1, 1), None, "", 30, None),
        *(begun, None),
    )


@pytest.mark.parametrize(
    ("own", "policys", "contracts", "expected"),
    [
        (OWN, POLICYS, CONTRACTS, OWN),
        (None, POLICYS, CONTRACTS, POLICYS),
        (None, None, CONTRACTS, CONTRACTS),
        (None, None, None, USUAL),
    ],
)
def test_hours_are_the_targets_the_policys_the_contracts_then_the_companys(
    own: UUID | None, policys: UUID | None, contracts: UUID | None, expected: UUID
) -> None:
    found = Matched(version_with(schedule_id=policys), (), contract_with(contracts), USUAL, Facts())
    assert found.schedule_id_for(Target("resolution", "normal", 3600, schedule_id=own)) == expected


def test_the_calendar_has_no_hours() -> None:
    found = Matched(version_with(schedule_id=POLICYS), (), None, USUAL, Facts())
    assert found.schedule_id_for(Target("resolution", "normal", 3600, clock="calendar")) is None


def test_a_contracts_policy_that_is_switched_off_leaves_it_to_the_list() -> None:
    listed = version_with()
    ground = Ground((listed,), {listed.policy_id: listed}, USUAL)
    assert ground.match(Facts(), contract_with(None)).version == listed
