"""Views: everybody's and one's own, who sees them, and what they count."""

from typing import Any

import pytest


@pytest.fixture
def form() -> dict[str, Any]:
    return {
        "name": "Urgent ones",
        "scope": "private",
        "statuses": ["new", "open"],
        "priorities": ["urgent"],
        "columns": ["priority", "created"],
        "sort": "oldest",
    }


async def test_it_keeps_a_view_with_its_conditions_and_columns(acme: Any, ask: Any, form: Any) -> None:
    urgent, usual = await ask("On fire", priority="urgent"), await ask("Whenever")
    answer = await acme.alice.post("/desk/views", form)
    assert answer.status_code == 303
    page = (await acme.alice.get(answer.headers["location"])).text
    assert f'id="t{urgent}"' in page
    assert f'id="t{usual}"' not in page
    assert "Created</th>" in page
    assert "Assignee</th>" not in page
    assert "Urgent ones" in (await acme.alice.get("/desk")).text


async def test_it_counts_saved_views_in_the_side_bar(acme: Any, ask: Any, form: Any) -> None:
    await ask("On fire", priority="urgent")
    await acme.alice.post("/desk/views", form)
    answer = await acme.alice.swap("GET", "/desk/views/counts")
    line = next(part for part in answer.text.split("<li>") if "Urgent ones" in part)
    assert '<span class="count">1</span>' in line


async def test_it_hides_a_private_view_from_colleagues(acme: Any, form: Any) -> None:
    made = (await acme.alice.post("/desk/views", form)).headers["location"]
    assert (await acme.bob.get(made)).status_code == 404
    assert "Urgent ones" not in (await acme.bob.get("/desk/views")).text


async def test_it_shares_a_view_with_everybody_in_the_house(acme: Any, globex: Any, form: Any) -> None:
    made = (await acme.alice.post("/desk/views", {**form, "scope": "all"})).headers["location"]
    assert (await acme.bob.get(made)).status_code == 200
    assert (await globex.mallory.get(made)).status_code == 404


async def test_it_lets_no_light_agent_share(acme: Any, form: Any) -> None:
    answer = await acme.lara.post("/desk/views", {**form, "scope": "all"})
    assert answer.status_code == 422
    assert "Urgent ones" in answer.text


async def test_it_changes_and_deletes_a_view(acme: Any, form: Any) -> None:
    key = (await acme.alice.post("/desk/views", form)).headers["location"].partition("view=")[2]
    assert "Urgent ones" in (await acme.alice.get(f"/desk/views/{key}")).text
    await acme.alice.post(f"/desk/views/{key}", {**form, "name": "Burning"})
    assert "Burning" in (await acme.alice.get("/desk/views")).text
    assert (await acme.bob.post(f"/desk/views/{key}", form)).status_code == 404
    assert (await acme.alice.post(f"/desk/views/{key}/end")).status_code == 303
    assert "Burning" not in (await acme.alice.get("/desk/views")).text


async def test_it_takes_two_statements_with_saved_views_too(acme: Any, ask: Any, form: Any, counting: Any) -> None:
    made = (await acme.alice.post("/desk/views", form)).headers["location"]
    with counting() as statements:
        await acme.alice.get(made)
    assert len(statements) <= 2, statements


async def test_it_keeps_tags_organisation_and_what_is_due(acme: Any, ask: Any, form: Any) -> None:
    from polydesk.customers import organisations

    async with acme.unit():
        roofers = await organisations.found("Roofers")
    wanted = {**form, "priorities": [], "tags": "Roof, vip", "organisation": str(roofers), "due": "overdue"}
    made = (await acme.alice.post("/desk/views", wanted)).headers["location"]
    page = (await acme.alice.get(f"/desk/views/{made.partition('view=')[2]}")).text
    assert 'value="roof, vip"' in page
    assert f'<option value="{roofers}" selected>' in page
    assert '<option value="overdue" selected>' in page
    assert (await acme.alice.get(made)).status_code == 200


async def test_it_refuses_a_due_that_nobody_offers(acme: Any, form: Any) -> None:
    answer = await acme.alice.post("/desk/views", {**form, "due": "soon"})
    assert answer.status_code == 422
    assert "Urgent ones" in answer.text


async def test_it_shows_the_tickets_with_a_tag(acme: Any, ask: Any, form: Any) -> None:
    tagged, other = await ask("On the roof"), await ask("In the cellar")
    await acme.alice.post(f"/desk/tickets/{tagged}/tags", {"tags": "roof"})
    made = (await acme.alice.post("/desk/views", {**form, "priorities": [], "tags": "roof"})).headers["location"]
    page = (await acme.alice.get(made)).text
    assert f'id="t{tagged}"' in page
    assert f'id="t{other}"' not in page


@pytest.mark.parametrize(("like", "mark"), [("followed", "followed"), ("follow_ups", "follow_up"), ("spam", "spam")])
async def test_it_keeps_what_the_view_asked_that_was_saved_as_one_s_own(
    acme: Any, ask: Any, like: str, mark: str
) -> None:
    ordinary = await ask("Neither followed nor rated nor spam")
    ticked = f'name="marks" value="{mark}" checked'
    assert ticked in (await acme.alice.get(f"/desk/views/new?like={like}")).text
    wanted = {"name": "Mine to keep", "scope": "private", "sort": "newest"}
    made = (await acme.alice.post("/desk/views", {**wanted, "marks": [mark]})).headers["location"]
    assert f'id="t{ordinary}"' not in (await acme.alice.get(made)).text
    assert ticked in (await acme.alice.get(f"/desk/views/{made.partition('view=')[2]}")).text
    await acme.alice.post(f"/desk/views/{made.partition('view=')[2]}", wanted)
    assert f'id="t{ordinary}"' in (await acme.alice.get(made)).text
