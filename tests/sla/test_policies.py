"""Founding, publishing, ordering and switching policies, and what a ticket then falls under."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.events import reacts_to
from polydesk.sla import policies
from polydesk.sla.events import PolicyPublished, PolicyWithdrawn
from polydesk.sla.facts import Facts
from polydesk.sla.matching import match_ticket
from polydesk.sla.policy import Condition, Draft, Reminder, Step, Target
from polydesk.sla.refusals import BadPolicy, Stale

NOON = 1_800_000_000
ANSWER = Target("first_response", "normal", 4 * 3600)

announced: list[Any] = []


@reacts_to(PolicyPublished)
async def _note_publishing(event: PolicyPublished) -> None:
    announced.append(event)


@reacts_to(PolicyWithdrawn)
async def _note_withdrawal(event: PolicyWithdrawn) -> None:
    announced.append(event)


def about(policy_id: UUID) -> list[Any]:
    return [event for event in announced if event.policy_id == policy_id]


def draft(name: str = "Standard", *conditions: Condition, **more: Any) -> Draft:
    return Draft({"en": name}, tuple(conditions), **{"targets": (ANSWER,), **more})


def olga(acme: Any) -> Actor:
    return Actor("member", acme.olga.id, "Olga")


async def test_what_was_founded_is_read_back_as_it_was_written(acme: Any) -> None:
    written = draft(
        "Everything",
        Condition("channel", ("mail", "phone")),
        reminders=(Reminder("first_response", percent=80, to=("assignee", "leads")),),
        steps=(Step("first_response", 1800, notify=("team",), priority="urgent", tag="late"),),
    )
    async with acme.unit():
        policy_id = await policies.found(written, by=olga(acme))
        assert (await policies.policy(policy_id)).draft == written


async def test_the_first_enabled_one_wins_and_a_disabled_one_never(acme: Any) -> None:
    async with acme.unit():
        off = await policies.found(draft("Off"), by=olga(acme), enabled=False)
        mail = await policies.found(draft("Mail", Condition("channel", ("mail",))), by=olga(acme))
        rest = await policies.found(draft("Rest"), by=olga(acme))
        by_mail = await match_ticket(Facts(channel="mail"), NOON)
        by_portal = await match_ticket(Facts(channel="portal"), NOON)
    assert by_mail.version is not None
    assert by_portal.version is not None
    assert (by_mail.version.policy_id, by_portal.version.policy_id) == (mail, rest)
    assert off not in {tested.version.policy_id for tested in (*by_mail.tested, *by_portal.tested)}


async def test_order_decides(acme: Any) -> None:
    async with acme.unit():
        first = await policies.found(draft("First"), by=olga(acme))
        second = await policies.found(draft("Second"), by=olga(acme))
        await policies.reorder(await policies.order_after_move(second, up=True), by=olga(acme))
        found = await match_ticket(Facts(), NOON)
        assert [row.id for row in await policies.in_order()] == [second, first]
    assert found.version is not None
    assert found.version.policy_id == second


async def test_moving_past_the_end_changes_nothing(acme: Any) -> None:
    async with acme.unit():
        only = await policies.found(draft(), by=olga(acme))
        assert await policies.order_after_move(only, up=True) == [only]
        assert await policies.order_after_move(only, up=False) == [only]
        assert [row.id for row in await policies.in_order()] == [only]


async def test_what_only_contracts_bring_is_not_tried(acme: Any) -> None:
    async with acme.unit():
        await policies.found(draft("Agreed"), by=olga(acme), contract_only=True)
        assert (await match_ticket(Facts(), NOON)).version is None


async def test_publishing_adds_a_version_and_keeps_the_old_one(acme: Any) -> None:
    async with acme.unit():
        policy_id = await policies.found(draft("Old"), by=olga(acme))
        no = await policies.publish(policy_id, draft("New"), based_on=1, also_open=False, by=olga(acme))
        kept = await policies.versions_of(policy_id)
    assert no == 2
    assert [row.version.draft.names["en"] for row in kept] == ["New", "Old"]
    assert kept[0].made_by_name == "Olga"


async def test_the_same_again_is_no_new_version(acme: Any) -> None:
    async with acme.unit():
        policy_id = await policies.found(draft(), by=olga(acme))
        assert await policies.publish(policy_id, draft(), based_on=1, also_open=True, by=olga(acme)) == 1
        assert len(await policies.versions_of(policy_id)) == 1


async def test_the_second_admin_is_told_who_was_faster(acme: Any) -> None:
    async with acme.unit():
        policy_id = await policies.found(draft(), by=olga(acme))
        await policies.publish(policy_id, draft("Olga's"), based_on=1, also_open=False, by=olga(acme))
        with pytest.raises(Stale) as refused:
            await policies.publish(policy_id, draft("Ada's"), based_on=1, also_open=False, by=olga(acme))
    assert refused.value.details == {"by": "Olga", "no": 2}


async def test_it_tells_whether_open_tickets_follow(acme: Any) -> None:
    async with acme.unit():
        policy_id = await policies.found(draft(), by=olga(acme))
        await policies.publish(policy_id, draft("New"), based_on=1, also_open=True, by=olga(acme))
        version_id = (await policies.policy(policy_id)).version.id
    assert about(policy_id)[-1] == PolicyPublished(policy_id, version_id, also_open=True)


async def test_switching_off_withdraws_once(acme: Any) -> None:
    async with acme.unit():
        policy_id = await policies.found(draft(), by=olga(acme))
        await policies.disable(policy_id, by=olga(acme))
        await policies.disable(policy_id, by=olga(acme))
        await policies.archive(policy_id, by=olga(acme))
    assert about(policy_id)[1:] == [PolicyWithdrawn(policy_id)]


async def test_what_is_restored_waits_to_be_switched_on(acme: Any) -> None:
    async with acme.unit():
        policy_id = await policies.found(draft(), by=olga(acme))
        await policies.archive(policy_id, by=olga(acme))
        await policies.restore(policy_id, by=olga(acme))
        row = await policies.policy(policy_id)
    assert (row.is_archived, row.enabled) == (False, False)


async def test_every_change_stands_in_the_audit_log(acme: Any) -> None:
    async with acme.unit():
        policy_id = await policies.found(draft(), by=olga(acme))
        await policies.publish(policy_id, draft("New"), based_on=1, also_open=False, by=olga(acme))
        await policies.disable(policy_id, by=olga(acme))
        await policies.enable(policy_id, by=olga(acme))
        await policies.archive(policy_id, by=olga(acme))
        await policies.restore(policy_id, by=olga(acme))
        rows = await unit.fetch("SELECT action FROM audit WHERE subject_id = $1 ORDER BY at, id", policy_id)
    assert [row["action"].removeprefix("sla.policy_") for row in rows] == [
        *("founded", "published", "disabled", "enabled", "archived", "restored")
    ]


@pytest.mark.parametrize(
    ("bad", "place"),
    [
        (draft(""), "name_en"),
        (draft("x" * 81), "name_en"),
        (draft("A", Condition("channel", ())), "conditions.0"),
        (draft("A", Condition("channel", ("fax",))), "conditions.0"),
        (draft("A", Condition("organisation", (str(uuid4()),))), "conditions.0"),
        (draft("A", Condition("tag", ("a",)), Condition("tag", ("b",))), "conditions.0"),
        (draft("A", targets=()), "targets"),
        (draft("A", targets=(msgspec.structs.replace(ANSWER, budget_s=59),)), "target.first_response.normal"),
        (draft("A", targets=(msgspec.structs.replace(ANSWER, budget_s=31_536_001),)), "target.first_response.normal"),
        (draft("A", targets=(ANSWER, ANSWER)), "target.first_response.normal"),
        (draft("A", schedule_id=uuid4()), "schedule"),
        (draft("A", reminders=(Reminder("resolution"),)), "reminders.0"),
        (draft("A", reminders=(Reminder("resolution", percent=100),)), "reminders.0"),
        (draft("A", reminders=(Reminder("resolution", percent=50, to=()),)), "reminders.0"),
        (draft("A", steps=(Step("resolution", 60),)), "steps.0"),
        (draft("A", steps=(Step("resolution", 60, assign_to=uuid4()),)), "steps.0"),
        (draft("A", steps=(Step("resolution", 0, tag="x"), Step("resolution", 0, tag="y"))), "steps.0"),
    ],
)
async def test_it_refuses_what_cannot_be_and_says_where(acme: Any, bad: Draft, place: str) -> None:
    async with acme.unit():
        with pytest.raises(BadPolicy) as refused:
            await policies.found(bad, by=olga(acme))
    assert refused.value.faults[0].place == place
    assert refused.value.faults[0].reason.endswith(".")


async def test_another_company_sees_nothing_of_it(acme: Any, globex: Any) -> None:
    async with acme.unit():
        await policies.found(draft(), by=olga(acme))
    async with globex.unit():
        assert await policies.in_order(archived_too=True) == []
        assert (await match_ticket(Facts(), NOON)).version is None
