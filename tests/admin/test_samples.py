"""A new desk: samples in every language, a check-list that ticks itself, and one click that takes the samples away."""

from dataclasses import replace
from typing import Any

from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.ids import new_id
from polydesk.schedules import editing, first_look, queries
from tenants import checklist, moving_in
from tenants.proposals import propose


async def settle(house: Any) -> None:
    async with house.unit():
        await moving_in.settle_in()


async def test_a_new_desk_has_a_ticket_and_articles_in_each_language(acme: Any) -> None:
    await settle(acme)
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM ticket") == 1
        languages = await unit.fetch("SELECT DISTINCT language FROM article_text WHERE state = 'published'")
    assert {row["language"] for row in languages} == {"en", "it"}


async def test_samples_follow_the_languages_as_long_as_nothing_else_is_written(acme: Any) -> None:
    await settle(acme)
    page = {"name": "Acme", "slug": acme.slug, "default_language": "en", "zone": "Europe/Rome", "country": "IT"}
    assert await written(acme, page | {"languages": ["en", "de"]}) == {"en", "de"}
    async with acme.unit():
        begun = await unit.fetchval("SELECT id FROM faq_category LIMIT 1")
    own = {"title": "Ours", "body": "Our own.", "category": str(begun), "language": "en", "action": "publish"}
    assert (await acme.olga.post("/admin/faq/articles", own)).status_code == 303
    assert await written(acme, page | {"languages": ["en", "de", "fr"]}) == {"en", "de"}


async def written(acme: Any, page: dict[str, Any]) -> set[str]:
    """In which languages something can be read after these settings."""
    answer = await acme.olga.post("/admin/settings", page)
    assert answer.status_code == 303, answer.text[:500]
    async with acme.unit():
        rows = await unit.fetch("SELECT DISTINCT language FROM article_text WHERE state = 'published'")
    return {row["language"] for row in rows}


async def test_the_sample_ticket_sends_no_mail(acme: Any) -> None:
    await settle(acme)
    await outbox.drain(acme.id)
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM mail") == 0


async def test_the_sample_ticket_is_promised_nothing(acme: Any) -> None:
    """Nobody waits for it, so nobody is reminded of it in the night after the sign-up."""
    await settle(acme)
    await outbox.drain(acme.id)
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM sla_policy") > 0
        assert await unit.fetchval("SELECT count(*) FROM sla_timer") == 0


async def test_one_click_removes_all_samples_and_nothing_else(acme: Any) -> None:
    await settle(acme)
    page = await acme.olga.get("/admin")
    assert "Remove all samples" in page.text
    assert (await acme.olga.post("/admin/samples/removal")).status_code == 303
    assert (await acme.olga.post("/admin/samples/removal")).status_code == 303
    async with acme.unit():
        for table in ("ticket", "article", "faq_category", "sample", "submission"):
            assert await unit.fetchval(f"SELECT count(*) FROM {table}") == 0, table  # noqa: S608
        assert await unit.fetchval("SELECT count(*) FROM person") == 2
        assert await unit.fetchval("SELECT count(*) FROM audit WHERE action = 'samples.removed'") == 1
    assert "Remove all samples" not in (await acme.olga.get("/admin")).text


async def test_a_sample_that_was_answered_goes_with_its_answer(acme: Any) -> None:
    await settle(acme)
    async with acme.unit():
        ticket = await unit.fetchval("SELECT id FROM ticket")
        await unit.execute(
            "INSERT INTO message (id, ticket_id, kind, author_kind, body, html, at)"
            " VALUES ($1, $2, 'reply', 'member', 'x', 'x', now())",
            *(new_id(), ticket),
        )
    await acme.olga.post("/admin/samples/removal")
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM message") == 0


async def test_the_list_has_at_most_eight_steps_and_ticks_itself(acme: Any) -> None:
    await settle(acme)
    async with acme.unit():
        before = await checklist.checklist()
    assert len(before.steps) == checklist.MOST
    done = {step.name for step, is_done in before.steps if is_done}
    assert not done & {"brand", "hours", "article", "answer", "samples"}
    await acme.olga.post("/admin/brand", {"colour": propose("olga@acme.example").colour})
    async with acme.unit():
        assert "brand" not in {step.name for step, is_done in (await checklist.checklist()).steps if is_done}
    await acme.olga.post("/admin/brand", {"colour": "#aa0000"})
    await acme.olga.post("/admin/samples/removal")
    async with acme.unit():
        after = await checklist.checklist()
    assert {step.name for step, is_done in after.steps if is_done} == done | {"brand", "samples"}


async def test_what_was_done_once_stays_done(acme: Any) -> None:
    await acme.olga.post("/admin/brand", {"colour": "#aa0000"})
    await acme.olga.get("/admin")
    await acme.olga.post("/admin/brand", {"colour": "#206bc4"})
    async with acme.unit():
        assert {step.name: done for step, done in (await checklist.checklist()).steps}["brand"]


async def test_it_says_the_hours_as_they_were_found_and_takes_a_yes(acme: Any) -> None:
    await settle(acme)
    page = (await acme.olga.get("/admin")).text
    assert "Now: Mon – Fri 9:00" in page
    answer = await acme.olga.post("/admin/checklist/hours/confirmation")
    assert answer.status_code == 303
    page = (await acme.olga.get("/admin")).text
    assert "Check your support hours" in page
    assert "Now: Mon" not in page


async def test_what_has_to_be_done_cannot_be_confirmed(acme: Any) -> None:
    for name in ("brand", "nothing"):
        assert (await acme.olga.post(f"/admin/checklist/{name}/confirmation")).status_code == 404


async def test_hours_that_somebody_published_need_no_look(acme: Any) -> None:
    await settle(acme)
    async with acme.unit():
        assert not await first_look.hours_were_made_here()
        usual = await queries.default_schedule()
        assert usual
        content = replace(usual.content, weekly={"mon": [["10:00", "12:00"]]})
        await editing.publish(usual.id, content, by=Actor("member", acme.olga.id, "Olga"), based_on=usual.no)
        assert await first_look.hours_were_made_here()
        assert "Mon" in await first_look.hours_as_found()


async def test_the_list_can_be_hidden(acme: Any) -> None:
    assert "Getting started" in (await acme.olga.get("/admin")).text
    await acme.olga.post("/admin/checklist/dismissal")
    assert "Getting started" not in (await acme.olga.get("/admin")).text


async def test_open_tickets_of_who_leaves_go_back_to_the_queue(acme: Any) -> None:
    await settle(acme)
    async with acme.unit():
        await unit.execute("UPDATE ticket SET assignee_id = $1", acme.bob.id)
    await acme.ada.post(f"/admin/members/{acme.bob.id}/removal")
    await outbox.drain(acme.id)
    async with acme.unit():
        assert await unit.fetchval("SELECT assignee_id FROM ticket") is None
