"""The pages on which admins write announcements: what is typed is kept, what cannot be is said beside its field."""

from datetime import timedelta
from typing import Any

import pytest

from polydesk.announcements import editing, queries
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id

PAGE = "/admin/announcements"


def typed(**more: str) -> dict[str, str]:
    return {
        "severity": "outage",
        "title_en": "Chat is down",
        "body_en": "We look into it.",
        "key": str(new_id()),
    } | more


async def written(acme: Any) -> list[Any]:
    async with acme.unit():
        return await queries.announcements()


async def test_it_is_written_once_however_often_it_is_sent(acme: Any) -> None:
    assert "No announcements yet" in (await acme.ada.get(PAGE)).text
    form = typed()
    for _time in range(2):
        assert (await acme.ada.post(f"{PAGE}/new", form)).status_code == 303
    (one,) = await written(acme)
    assert (one.titles, one.severity, one.ends_at) == ({"en": "Chat is down"}, "outage", None)
    assert abs(now() - one.starts_at) < timedelta(minutes=1)
    again = (await acme.ada.get(f"{PAGE}/{one.id}")).text
    assert "Chat is down" in again
    assert '<p dir="auto">We look into it.</p>' in again, "as its readers see it"


async def test_the_time_is_that_of_the_company(acme: Any) -> None:
    async with acme.unit():
        zone = await unit.fetchval("SELECT zone FROM tenant WHERE id = $1", acme.id)
    soon = (now() + timedelta(days=9)).strftime("%Y-%m-%dT10:00")
    await acme.ada.post(f"{PAGE}/new", typed(starts=soon, ends=soon.replace("10:00", "11:30")))
    (one,) = await written(acme)
    assert one.ends_at - one.starts_at == timedelta(minutes=90)
    page = (await acme.ada.get(f"{PAGE}/{one.id}")).text
    assert f'value="{soon}"' in page, zone
    changed = typed(starts=soon, ends="", version="1")
    assert (await acme.ada.post(f"{PAGE}/{one.id}", changed)).status_code == 303
    assert ((await written(acme))[0].starts_at, (await written(acme))[0].ends_at) == (one.starts_at, None)
    assert "Planned" in (await acme.ada.get(PAGE)).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"severity": "doom"}, "choose one of the options"),
        ({"title_en": " "}, "Please fill this in."),
        ({"title_en": "x" * 121}, "at most 120"),
        ({"body_en": "x" * 200_000}, "at most 4000"),
        ({"starts": "soon"}, "valid date and time"),
        ({"ends": "2026-02-30T10:00"}, "valid date and time"),
        ({"starts": "2090-01-02T10:00", "ends": "2090-01-02T10:00"}, "It must end after it begins."),
        ({"starts": "2020-01-02T10:00", "ends": "2020-01-03T10:00"}, "This time has passed."),
    ],
)
async def test_what_cannot_be_is_said_and_what_was_typed_is_kept(acme: Any, wrong: dict[str, str], said: str) -> None:
    answer = await acme.ada.post(f"{PAGE}/new", typed(**wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert "Chat is down" in answer.text or "title_en" in wrong
    assert await written(acme) == []


async def test_it_is_shown_before_it_is_saved(acme: Any) -> None:
    seen = await acme.ada.swap("POST", f"{PAGE}/preview", data=typed(body_en="It is **down**."))
    assert "<strong>down</strong>" in seen.text
    assert "alert-danger" in seen.text
    without = await acme.ada.post(f"{PAGE}/new", typed(do="preview"))
    assert (without.status_code, "alert-danger" in without.text) == (200, True)
    assert await written(acme) == []


async def test_ending_resolving_and_order_are_undone_with_one_press(acme: Any) -> None:
    for title in ("First", "Second"):
        await acme.ada.post(f"{PAGE}/new", typed(title_en=title))
    second, first = await written(acme)
    await acme.ada.post(f"{PAGE}/{second.id}/position", {"direction": "down"})
    assert [one.id for one in await written(acme)] == [first.id, second.id]
    for there, back in (("end", "showing"), ("resolution", "reopening"), ("archival", "restoration")):
        done = await acme.ada.post(f"{PAGE}/{first.id}/{there}")
        assert f'action="{PAGE}/{first.id}/{back}"' in (await acme.ada.get(done.headers["location"])).text
        await acme.ada.post(f"{PAGE}/{first.id}/{back}")
    one = (await written(acme))[0]
    assert (one.state(now()), one.resolved_at, one.ends_at) == ("showing", None, None)


async def test_what_is_restored_takes_a_place_that_must_be_free(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "MOST", 1)
    await acme.ada.post(f"{PAGE}/new", typed())
    (one,) = await written(acme)
    await acme.ada.post(f"{PAGE}/{one.id}/archival")
    await acme.ada.post(f"{PAGE}/new", typed(title_en="Another"))
    assert (await acme.ada.post(f"{PAGE}/{one.id}/restoration")).status_code == 409
    assert [each.titles["en"] for each in await written(acme) if not each.archived_at] == ["Another"]


async def test_who_came_too_late_is_told(acme: Any) -> None:
    await acme.ada.post(f"{PAGE}/new", typed())
    (one,) = await written(acme)
    assert (await acme.olga.post(f"{PAGE}/{one.id}", typed(title_en="Back soon", version="1"))).status_code == 303
    late = await acme.ada.post(f"{PAGE}/{one.id}", typed(title_en="Still down", version="1"))
    assert late.status_code == 409
    assert "Somebody else changed this announcement" in late.text
    assert "Still down" in late.text
    assert (await written(acme))[0].titles == {"en": "Back soon"}


async def test_agents_do_not_enter(acme: Any) -> None:
    for path in (PAGE, f"{PAGE}/new", f"{PAGE}/{new_id()}"):
        assert (await acme.alice.get(path)).status_code == 403
    assert (await acme.ada.get(f"{PAGE}/{new_id()}")).status_code == 404
