"""Policies that ask what a ticket is about and in which language its customer writes: matched, explained, followed."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests_changes import computed, policy, proposed
from tests_sla import STANDARD, Desk, standard

from polydesk.kernel import unit
from polydesk.kernel.ids import new_id
from polydesk.sla import policies
from polydesk.sla.facts import Facts, holds
from polydesk.sla.policy import Condition, Draft, Version
from polydesk.sla.refusals import BadPolicy
from polydesk.sla.unreachable import unreachable
from polydesk.sla.why import why
from polydesk.tickets import categories, detecting
from polydesk.tickets.changing import set_category
from polydesk.tickets.queries import by_id

QUICK = tuple(replace(one, budget_s=one.budget_s // 4) for one in STANDARD)
HUNGARIAN = "Jó napot! A vízforralóm két napja nem kapcsol be, hiába nyomom a gombot. Mit tegyek vele?"
ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
async def urgent_matter(desk: Desk) -> categories.Category:
    """A category whose tickets a policy of its own answers in an hour."""
    async with desk.moment("01-05T09:00"):
        made = await categories.add({"en": "Outage"})
        asked = (Condition("category", (str(made.id),)),)
        policy_id = await policies.found(standard(name="Outages", targets=QUICK, conditions=asked), by=desk.olga)
        await policies.reorder([policy_id, desk.policy_id], by=desk.olga)
    return made


async def test_a_ticket_falls_under_the_policy_of_its_category(desk: Desk, urgent_matter: Any) -> None:
    about = await desk.asks("03-04T09:00", category_id=urgent_matter.id)
    other = await desk.asks("03-04T09:00", address="erik@customers.example")
    assert (await desk.timer(about, "first_response")).due_at == "2026-03-04T10:00:00Z"
    assert (await desk.timer(other, "first_response")).due_at == "2026-03-04T13:00:00Z"


async def test_its_promises_follow_when_it_is_about_something_else(desk: Desk, urgent_matter: Any) -> None:
    ticket_id = await desk.asks("03-04T09:00")
    await desk.does(ticket_id, "03-04T09:30", set_category, to=urgent_matter.id)
    assert (await desk.timer(ticket_id, "first_response")).due_at == "2026-03-04T10:00:00Z"
    await desk.does(ticket_id, "03-04T09:40", set_category, to=None)
    assert (await desk.timer(ticket_id, "first_response")).due_at == "2026-03-04T13:00:00Z"


async def test_its_promises_follow_the_language_that_was_found(desk: Desk) -> None:
    async with desk.moment("01-05T09:00"):
        draft = standard(name="Magyar", targets=QUICK, conditions=(Condition("message_language", ("hu",)),))
        policy_id = await policies.found(draft, by=desk.olga)
        await policies.reorder([policy_id, desk.policy_id], by=desk.olga)
    ticket_id = await desk.asks("03-04T09:00", body=HUNGARIAN, language="en")
    async with desk.moment("03-04T09:01"):
        await detecting.detect(ticket_id)
    assert (await desk.timer(ticket_id, "first_response")).due_at == "2026-03-04T10:00:00Z"
    async with desk.moment("03-04T09:02"):
        told = await why(await by_id(ticket_id))
    assert told.winner == "Magyar"
    assert ("Language of the messages", "Hungarian") in told.facts


async def test_the_ticket_says_why(desk: Desk, urgent_matter: Any) -> None:
    ticket_id = await desk.asks("03-04T09:00")
    async with desk.moment("03-04T09:01"):
        told = await why(await by_id(ticket_id))
    assert told.trials[0].said == "It asks that category is Outage; the ticket has: none."


async def test_a_result_keeps_what_the_ticket_was_about(desk: Desk, urgent_matter: Any) -> None:
    ticket_id = await desk.asks("03-04T09:00", category_id=urgent_matter.id)
    await desk.replies(ticket_id, "03-04T09:20")
    async with desk.moment("03-04T09:30"):
        await categories.rename(await categories.category(urgent_matter.id), names={"en": "Something new"})
        row = await unit.fetchrow("SELECT category_id, category_names FROM sla_result WHERE ticket_id = $1", ticket_id)
    assert row is not None
    assert tuple(row) == (urgent_matter.id, {"en": "Outage"})


async def test_a_category_of_nobody_is_refused_and_an_archived_one_is_not(desk: Desk, urgent_matter: Any) -> None:
    async with desk.moment("01-06T09:00"):
        with pytest.raises(BadPolicy):
            await policies.found(standard(conditions=(Condition("category", (str(new_id()),)),)), by=desk.olga)
        await categories.archive(urgent_matter.id)
        await policies.found(standard(conditions=(Condition("category", (str(urgent_matter.id),)),)), by=desk.olga)


@pytest.mark.parametrize(
    ("condition", "facts", "does"),
    [
        (Condition("category", (str(ONE),)), Facts(category_id=ONE), True),
        (Condition("category", (str(ONE),)), Facts(category_id=OTHER), False),
        (Condition("category", (str(ONE),)), Facts(), False),
        (Condition("message_language", ("hu",)), Facts(message_language="hu"), True),
        (Condition("message_language", ("hu",)), Facts(language="hu"), False),
        (Condition("message_language", ("",)), Facts(), False),
    ],
)
def test_what_holds(condition: Condition, facts: Facts, does: bool) -> None:
    assert holds(condition, facts) is does


@pytest.mark.parametrize("field", ["category", "message_language"])
def test_a_policy_behind_one_that_takes_all_it_asks_for_is_out_of_reach(field: Any) -> None:
    both, one = ((str(ONE), str(OTHER)), (str(ONE),)) if field == "category" else (("hu", "it"), ("hu",))
    drafts = [Draft({"en": "Both"}, (Condition(field, both),)), Draft({"en": "One"}, (Condition(field, one),))]
    first, second = (Version(UUID(int=n), UUID(int=n), 1, draft) for n, draft in enumerate(drafts, 1))
    assert unreachable([first, second]) == {second.policy_id: (first,)}
    assert unreachable([second, first]) == {}


async def test_the_replay_of_the_past_asks_for_categories_too(desk: Desk, urgent_matter: Any) -> None:
    """Both were answered after three quarters of an hour; half an hour would be promised to one of them."""
    about = await desk.asks("03-02T09:00", category_id=urgent_matter.id)
    other = await desk.asks("03-02T09:00", address="erik@customers.example")
    for ticket_id in (about, other):
        await desk.replies(ticket_id, "03-02T09:45")
    async with desk.moment("03-06T09:00"):
        held = next(row for row in await policies.in_order() if row.draft.names == {"en": "Outages"})
    stricter = tuple(replace(one, budget_s=1_800) for one in STANDARD)
    draft = standard(name="Outages", targets=stricter, conditions=held.draft.conditions)
    change_id = await proposed(desk, policy(desk, draft, policy_id=held.id))
    past = (await computed(desk, change_id)).result.past
    assert past is not None
    assert [one.ticket_id for one in past.missed_listed if one.metric == "first_response"] == [about]
