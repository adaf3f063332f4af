"""The pages of policies: list, order, editor without scripts, two admins at once, trying it out, versions."""

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest

from polydesk.customers import organisations
from polydesk.kernel.actor import SYSTEM
from polydesk.schedules import editing
from polydesk.schedules.compiling import Content
from polydesk.sla import policies
from polydesk.sla.policy import PAUSES, Condition, Draft, Reminder, Step, Target
from polydesk.sla.presets import PRESETS, STANDARD
from polydesk.sla.tidying import tidied

PAGE = "/admin/service-levels"
WEEKDAYS = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


async def policy(acme: Any, name: str, *conditions: Condition, **more: Any) -> UUID:
    async with acme.unit():
        made = Draft({"en": name}, conditions, targets=(Target("first_response", "normal", 4 * 3600),))
        return await policies.found(made, by=SYSTEM, **more)


async def usual_hours(acme: Any) -> UUID:
    async with acme.unit():
        made = await editing.found("Office", Content("Europe/Rome", WEEKDAYS, ()), by=SYSTEM)
        await editing.make_default(made, by=SYSTEM)
        return made


def typed(page: str) -> dict[str, Any]:
    """What a browser without scripts would send back: every field of the editor as it stands."""
    form = page.split('id="policy"', 1)[1].split("</form>", 1)[0]
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = _said(tag, "name"), _said(tag, "value")
        if 'type="checkbox"' in tag:
            fields.setdefault(name, []).extend([value] if " checked" in tag else [])
        elif 'type="radio"' not in tag or " checked" in tag:
            fields[name] = value
    for tag, options in re.findall(r"(<select[^>]*>)(.*?)</select>", form, re.DOTALL):
        chosen = re.search(r"<option[^>]* selected>", options) or re.search(r"<option[^>]*>", options)
        fields[_said(tag, "name")] = _said(chosen[0], "value") if chosen else ""
    return fields


def _said(tag: str, attribute: str) -> str:
    found = re.search(rf' {attribute}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


@pytest.mark.parametrize("preset", PRESETS, ids=[preset.key for preset in PRESETS])
async def test_a_preset_is_published_as_it_is_by_two_presses(acme: Any, preset: Any) -> None:
    page = (await acme.ada.get(f"{PAGE}/new?preset={preset.key}")).text
    answer = await acme.ada.post(f"{PAGE}/new", typed(page))
    assert answer.status_code == 303, answer.text
    async with acme.unit():
        (made,) = await policies.in_order()
    assert made.draft == tidied(preset.draft(["en", "it"]))


async def test_what_is_shown_is_what_is_saved(acme: Any) -> None:
    hours = await usual_hours(acme)
    async with acme.unit():
        held = str(await organisations.found("Hatters"))
        written = Draft(
            {"en": "All", "it": "Tutto"},
            (
                Condition("organisation", (held,)),
                Condition("language", ("it",)),
                Condition("tag", ("vip", "roof tiles")),
            ),
            hours,
            (Target("resolution", "high", 5400, pause_on=PAUSES), Target("next_response", "low", 172_800, "calendar")),
            (Reminder("resolution", before_s=1800, to=("team", "leads")), Reminder("next_response", percent=90)),
            (Step("resolution", 7200, assign_to=acme.alice.id, priority="urgent", tag="late"),),
        )
        made = await policies.found(written, by=SYSTEM)
    page = (await acme.ada.get(f"{PAGE}/{made}")).text
    assert (await acme.ada.post(f"{PAGE}/{made}", typed(page))).status_code == 303
    async with acme.unit():
        assert (await policies.policy(made)).version.no == 1
        assert (await policies.policy(made)).draft == tidied(written)


async def test_a_budget_that_is_no_number_is_told_beside_it_and_everything_typed_is_kept(acme: Any) -> None:
    fields = {"name_en": "Mine", "target_resolution_high_n": "soon", "target_resolution_low_n": "7", "kind": "tickets"}
    answer = await acme.ada.post(f"{PAGE}/new", fields)
    assert answer.status_code == 422
    assert 'id="f-target_resolution_high-error"' in answer.text
    assert typed(answer.text)["target_resolution_high_n"] == "soon"
    assert typed(answer.text)["name_en"] == "Mine"


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"name_en": ""}, "name_en"),
        ({"target_first_response_normal_n": ""}, "targets"),
        (
            {"target_first_response_normal_n": "0.5", "target_first_response_normal_u": "m"},
            "target_first_response_normal",
        ),
        ({"target_first_response_normal_n": "9000"}, "target_first_response_normal"),
        ({"reminder_4_n": "120", "reminder_4_u": "percent", "reminder_4_to": "team"}, "reminder_4"),
        ({"reminder_0_n": "", "reminder_4_n": "20", "reminder_4_u": "percent"}, "reminder_4"),
        ({"step_3_n": "5", "step_3_u": "m"}, "step_3"),
        ({"step_3_n": "x", "step_3_tag": "late"}, "step_3"),
        ({"cond_channel": "fax"}, "cond_channel"),
        ({"raise_grace": "long"}, "raise_grace"),
    ],
)
async def test_it_says_beside_the_field_what_is_wrong(acme: Any, fields: dict[str, str], place: str) -> None:
    good = {"name_en": "Mine", "target_first_response_normal_n": "4", "target_first_response_normal_u": "h"}
    answer = await acme.ada.post(f"{PAGE}/new", good | fields)
    assert answer.status_code == 422
    assert f'id="f-{place}-error"' in answer.text
    assert f'href="#f-{place}"' in answer.text
    async with acme.unit():
        assert await policies.in_order() == []


async def test_rows_come_and_go_without_scripts(acme: Any) -> None:
    fields = typed((await acme.ada.get(f"{PAGE}/new?preset=standard")).text)
    more = (await acme.ada.post(f"{PAGE}/new", fields | {"do": "add-reminder"})).text
    assert "reminder_3_n" in more
    less = (await acme.ada.post(f"{PAGE}/new", fields | {"do": "remove-step-1"})).text
    assert {"step_0_n", "step_2_n"} <= typed(less).keys()
    assert "step_1_n" not in typed(less)


async def test_the_second_admin_is_told_and_may_publish_over_it(acme: Any) -> None:
    made = await policy(acme, "Old")
    fields = typed((await acme.ada.get(f"{PAGE}/{made}")).text)
    assert (await acme.olga.post(f"{PAGE}/{made}", fields | {"name_en": "Olga's"})).status_code == 303
    answer = await acme.ada.post(f"{PAGE}/{made}", fields | {"name_en": "Ada's"})
    assert answer.status_code == 409
    assert "Olga published version 2" in answer.text
    again = typed(answer.text)
    assert again["name_en"] == "Ada's"
    assert (await acme.ada.post(f"{PAGE}/{made}", again)).status_code == 303
    async with acme.unit():
        assert [row.version.draft.names["en"] for row in await policies.versions_of(made)] == ["Ada's", "Olga's", "Old"]


async def test_the_list_marks_what_can_never_match(acme: Any) -> None:
    await policy(acme, "Everybody")
    late = await policy(acme, "By mail", Condition("channel", ("mail",)))
    page = (await acme.ada.get(PAGE)).text
    assert "Can never match, since “Everybody” takes everything first." in page
    assert (await acme.ada.post(f"{PAGE}/{late}/position", {"direction": "up"})).status_code == 303
    assert "Can never match" not in (await acme.ada.get(PAGE)).text


async def test_the_list_says_conditions_and_targets_in_words(acme: Any) -> None:
    await usual_hours(acme)
    async with acme.unit():
        held = str(await organisations.found("Acme Bricks"))
    await policy(acme, "Mail", Condition("channel", ("mail", "phone")), Condition("organisation", (held,)))
    page = (await acme.ada.get(PAGE)).text
    assert "When organisation is Acme Bricks and channel is E-mail or Phone" in page
    assert "≈ ½ working day" in page


async def test_switching_off_archiving_and_restoring(acme: Any) -> None:
    made = await policy(acme, "Standard")
    assert (await acme.ada.post(f"{PAGE}/{made}/switch", {"on": ""})).status_code == 303
    assert "Switched off" in (await acme.ada.get(PAGE)).text
    assert (await acme.ada.post(f"{PAGE}/{made}/switch", {"on": "yes"})).status_code == 303
    assert (await acme.ada.post(f"{PAGE}/{made}/archival")).status_code == 303
    assert "1 archived policy" in (await acme.ada.get(PAGE)).text
    assert (await acme.ada.post(f"{PAGE}/{made}/restoration")).status_code == 303
    async with acme.unit():
        row = await policies.policy(made)
    assert (row.enabled, row.is_archived) == (False, False)


async def test_trying_it_out_says_which_wins_why_and_when_it_would_be_due(acme: Any) -> None:
    await usual_hours(acme)
    await policy(acme, "By phone", Condition("channel", ("phone",)))
    await policy(acme, "Everybody")
    page = (await acme.ada.get(f"{PAGE}/trial?channel=mail&priority=normal&language=en")).text
    outcome = page.split('id="outcome"', 1)[1].split("</aside>", 1)[0]
    assert "It asks that channel is Phone; the ticket has: E-mail." in outcome
    assert "It takes every ticket." in outcome
    assert "<time" in outcome
    part = await acme.ada.swap("GET", f"{PAGE}/trial?channel=phone&priority=normal&language=en")
    assert "Everything it asks for holds." in part.text
    assert "<html" not in part.text


async def test_trying_without_hours_says_that_there_is_no_due_time(acme: Any) -> None:
    await policy(acme, "Everybody")
    page = (await acme.ada.get(f"{PAGE}/trial?channel=mail&priority=normal&language=en")).text
    assert "no due time: support hours are empty" in page


async def test_versions_say_what_changed(acme: Any) -> None:
    made = await policy(acme, "Old")
    fields = typed((await acme.ada.get(f"{PAGE}/{made}")).text)
    fields |= {"name_en": "New", "target_first_response_normal_n": "2", "cond_channel": "mail"}
    await acme.ada.post(f"{PAGE}/{made}", fields)
    page = (await acme.ada.get(f"{PAGE}/{made}/versions")).text
    for line in (
        "Name: from “Old” to “New”.",
        "Tickets: from “Every ticket” to “channel is E-mail”.",
        "First response, Normal: from “4 h of support time” to “2 h of support time”.",
    ):
        assert line in page


@pytest.mark.parametrize("path", ["", "/new", "/trial", "/contracts", "/contracts/new", "/matrix"])
async def test_agents_and_neighbours_do_not_enter(acme: Any, globex: Any, path: str) -> None:
    made = await policy(acme, "Standard")
    assert (await acme.alice.get(PAGE + path)).status_code == 403
    assert (await globex.mallory.get(f"{PAGE}/{made}")).status_code == 404


async def test_the_standard_preset_names_the_policy_in_each_language(acme: Any) -> None:
    page = (await acme.ada.get(f"{PAGE}/new?preset=standard")).text
    assert typed(page)["name_en"] == str(STANDARD.name)
    assert "name_it" in typed(page)


async def test_a_new_exception_is_tried_before_what_takes_everything(acme: Any) -> None:
    everybody = await policy(acme, "Everybody")
    fields = typed((await acme.ada.get(f"{PAGE}/new?preset=critical")).text)
    await acme.ada.post(f"{PAGE}/new", fields)
    async with acme.unit():
        rows = await policies.in_order()
    assert [row.id == everybody for row in rows] == [False, True]


async def test_a_second_policy_for_everybody_waits_behind_the_first(acme: Any) -> None:
    everybody = await policy(acme, "Everybody")
    await acme.ada.post(f"{PAGE}/new", typed((await acme.ada.get(f"{PAGE}/new?preset=standard")).text))
    async with acme.unit():
        rows = await policies.in_order()
    assert [row.id == everybody for row in rows] == [True, False]


async def test_a_form_that_was_sent_twice_makes_one_policy(acme: Any) -> None:
    fields = typed((await acme.ada.get(f"{PAGE}/new?preset=critical")).text)
    for _press in range(2):
        assert (await acme.ada.post(f"{PAGE}/new", fields)).status_code == 303
    async with acme.unit():
        assert len(await policies.in_order()) == 1


async def test_an_earlier_version_can_be_published_again(acme: Any) -> None:
    made = await policy(acme, "Old")
    fields = typed((await acme.ada.get(f"{PAGE}/{made}")).text)
    await acme.ada.post(f"{PAGE}/{made}", fields | {"name_en": "New"})
    earlier = typed((await acme.ada.get(f"{PAGE}/{made}?version=1")).text)
    assert (await acme.ada.post(f"{PAGE}/{made}", earlier)).status_code == 303
    async with acme.unit():
        row = await policies.policy(made)
    assert (row.version.no, row.draft.names) == (3, {"en": "Old"})
