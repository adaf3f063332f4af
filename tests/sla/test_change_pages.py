"""The pages of changes: asked before anything applies, told what it does, decided with one press; nothing typed is lost."""

import re
from html import unescape
from typing import Any

from tests_schedules import WORKDAYS
from tests_sla import Desk, standard
from tests_watch import at

from polydesk.hours.instants import moment_of
from polydesk.kernel.clock import travel
from polydesk.kernel.outbox import drain
from polydesk.sla import policies

PAGE = "/admin/changes"
X = "03-06T15:30"
MONDAY = "03-09T09:00"


def typed(**changes: Any) -> dict[str, Any]:
    """Mornings only, as the browser sends the editor of hours."""
    data: dict[str, Any] = {"name": "Support hours", "zone": "Europe/Rome", "based_on": "1"}
    for day in WORKDAYS:
        data |= {f"{day}_from": ["09:00"], f"{day}_to": ["13:00"]}
    return data | changes


async def asked(desk: Desk, who: Any, **changes: Any) -> str:
    """The page of the change that the editor of hours leads to."""
    with travel(moment_of(at(MONDAY))):
        answer = await who.post(f"/admin/hours/{desk.schedule_id}", data=typed(**changes))
    assert answer.status_code == 303, answer.text
    there = str(answer.headers["location"])
    assert there.startswith(PAGE)
    return there


async def numbers_of(desk: Desk) -> int:
    async with desk.house.unit() as unit:
        found: int = await unit.fetchval("SELECT max(no) FROM schedule_version")
        return found


async def test_hours_are_asked_about_and_applied_with_one_press(desk: Desk, acme: Any) -> None:
    await desk.asks(X, subject="A lamp <that> flickers")
    there = await asked(desk, acme.olga)
    with travel(moment_of(at(MONDAY))):
        page = (await acme.olga.get(there)).text
    assert "Due later" in page
    assert "A lamp &lt;that&gt; flickers" in page
    assert 'hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert await numbers_of(desk) == 1
    with travel(moment_of(at(MONDAY))):
        await drain(acme.id)
        page = (await acme.olga.get(there)).text
        assert "What this replay assumes" in page
        assert "every 1s" not in page
        answer = await acme.olga.post(f"{there}/application", data={"open": "also"})
    assert answer.headers["location"].endswith("?said=saved")
    assert await numbers_of(desk) == 2


async def test_what_was_typed_goes_back_into_the_form(desk: Desk, acme: Any) -> None:
    await desk.asks(X)
    there = await asked(desk, acme.olga, name="Mornings", mon_to=["12:15"])
    page = (await acme.olga.get(there)).text
    action = f'action="/admin/hours/{desk.schedule_id}"'
    form = page.split(action, 1)[1].split("</form>", 1)[0]
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form):
        sent.setdefault(unescape(name), []).append(unescape(value))
    editor = (await acme.olga.post(f"/admin/hours/{desk.schedule_id}", data=sent)).text
    assert 'value="Mornings"' in editor
    assert 'value="12:15"' in editor
    assert await numbers_of(desk) == 1


async def test_discarding_leaves_everything(desk: Desk, acme: Any) -> None:
    await desk.asks(X)
    there = await asked(desk, acme.olga)
    assert there in (await acme.olga.get(PAGE)).text
    assert PAGE in (await acme.olga.get("/admin/hours")).text
    answer = await acme.olga.post(f"{there}/refusal")
    assert answer.headers["location"] == f"{PAGE}?said=discarded"
    assert there not in (await acme.olga.get(PAGE)).text
    late = await acme.olga.post(f"{there}/application", data={"open": "also"})
    assert late.status_code == 409
    assert "nothing left to do" in late.text
    assert await numbers_of(desk) == 1


async def test_whoever_is_overtaken_is_told_and_computes_again(desk: Desk, acme: Any) -> None:
    await desk.asks(X)
    there = await asked(desk, acme.olga)
    second = await asked(desk, acme.ada, mon_to=["12:00"])
    with travel(moment_of(at(MONDAY))):
        await acme.ada.post(f"{second}/application", data={"open": "new"})
        late = await acme.olga.post(f"{there}/application", data={"open": "also"})
        assert late.status_code == 409
        assert f'action="{there}/renewal"' in late.text
        again = (await acme.olga.post(f"{there}/renewal")).headers["location"]
        done = await acme.olga.post(f"{again}/application", data={"open": "new"})
    assert done.status_code == 303
    assert await numbers_of(desk) == 3


async def test_a_policy_is_asked_about_too(desk: Desk, acme: Any) -> None:
    await desk.asks(X)
    with travel(moment_of(at(MONDAY))):
        off = await acme.olga.post(f"/admin/service-levels/{desk.policy_id}/switch", data={"on": ""})
        there = off.headers["location"]
        assert there.startswith(PAGE)
        page = (await acme.olga.get(there)).text
        assert "No longer promised" in page
        assert "Apply to new tickets only" not in page
        await acme.olga.post(f"{there}/application", data={"open": "new"})
    async with desk.house.unit():
        assert not (await policies.policy(desk.policy_id)).enabled


async def test_a_holiday_that_moves_promises_leads_there_by_htmx(desk: Desk, acme: Any) -> None:
    await desk.asks(X)
    with travel(moment_of(at(MONDAY))):
        day = {"first": "2026-03-10", "kind": "closed"}
        answer = await acme.olga.post("/admin/hours/exceptions", data=day, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith(PAGE)


async def test_only_who_may_change_settings_comes_in(desk: Desk, acme: Any, globex: Any) -> None:
    await desk.asks(X)
    there = await asked(desk, acme.olga)
    assert (await acme.alice.get(there)).status_code == 403
    assert (await globex.mallory.get(there)).status_code == 404


async def test_hours_that_never_open_still_ask_for_a_yes(desk: Desk, acme: Any) -> None:
    await desk.asks(X)
    nothing = {key: [""] for day in WORKDAYS for key in (f"{day}_from", f"{day}_to")}
    with travel(moment_of(at(MONDAY))):
        answer = await acme.olga.post(f"/admin/hours/{desk.schedule_id}", data=typed(**nothing))
        assert answer.status_code == 422
        assert "never_open_ok" in answer.text
    page = (await acme.olga.get(await asked(desk, acme.olga, **nothing, never_open_ok="yes"))).text
    assert "Never due any more" in page


async def test_a_first_policy_of_a_young_company_applies_at_once(desk: Desk, acme: Any) -> None:
    async with desk.house.unit():
        assert await policies.found(standard(name="Another"), by=desk.ada)
    with travel(moment_of(at(MONDAY))):
        answer = await acme.olga.post(f"/admin/service-levels/{desk.policy_id}/switch", data={"on": ""})
    assert "said=off" in answer.headers["location"]
