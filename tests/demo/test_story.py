"""The demo as a story: what a newcomer finds in it, and what happens when it is told twice or cut off."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from polydesk import demo
from polydesk.demo import telling
from polydesk.demo.companies import COMPANIES, faq_of, read
from polydesk.demo.screenplay import parse, scenes_of
from polydesk.kernel import unit
from polydesk.kernel.outbox.registry import talkers
from polydesk.kernel.web import empty
from tenants.admin.forms import BrandForm
from tenants.admin.words import check_words, fields_of
from tenants.directory import Brand

STATES = {"new", "open", "waiting_customer", "waiting_third_party", "resolved", "closed"}


async def test_it_tells_of_two_companies_that_differ(story: list[Any]) -> None:
    assert [told.slug for told in story] == ["nordwind", "luce"]
    facts = [await told.ask("SELECT t.zone, t.default_language, b.colour FROM tenant t, brand b") for told in story]
    zones, languages, colours = zip(*(rows[0] for rows in facts), strict=True)
    assert len(set(zones)) == len(set(languages)) == len(set(colours)) == 2


async def test_it_has_members_of_every_role_and_customers(story: list[Any]) -> None:
    for told in story:
        roles = {role for (role,) in await told.ask("SELECT role FROM member")}
        assert roles == {"owner", "admin", "agent", "light_agent", "billing"}
        assert await told.count("person") >= 6


async def test_it_has_sixty_tickets_in_every_state_over_two_weeks(story: list[Any]) -> None:
    rows = [
        row for told in story for row in await told.ask("SELECT status, created_at FROM ticket WHERE spam_at IS NULL")
    ]
    assert len(rows) >= 60
    for told in story:
        assert {status for (status,) in await told.ask("SELECT status FROM ticket")} == STATES
    created = [at for _status, at in rows]
    assert timedelta(days=13) < max(created) - min(created) < timedelta(days=16)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 FROM ticket WHERE spam_at IS NOT NULL",
        "SELECT 1 FROM ticket WHERE cycle > 1",
        "SELECT 1 FROM ticket WHERE follows_id IS NOT NULL",
        "SELECT 1 FROM ticket WHERE status_id IS NOT NULL",
        "SELECT 1 FROM ticket WHERE priority = 'urgent'",
        "SELECT 1 FROM ticket WHERE channel = 'phone'",
        "SELECT 1 FROM message WHERE kind = 'note'",
        "SELECT 1 FROM mention",
        "SELECT 1 FROM follower",
        "SELECT 1 FROM draft",
        "SELECT 1 FROM ticket WHERE team_id IS NOT NULL",
        "SELECT 1 FROM ticket WHERE organisation_id IS NOT NULL",
        "SELECT 1 FROM ticket WHERE tags <> '{}'",
        "SELECT 1 FROM ticket WHERE impact = 'high' AND urgency = 'high'",
        "SELECT 1 FROM ticket WHERE merged_into_id IS NOT NULL",
        "SELECT 1 FROM contract WHERE plan <> ''",
        "SELECT 1 FROM rating WHERE score <= 2 AND comment <> ''",
        "SELECT 1 FROM rating WHERE score = 5",
        "SELECT 1 FROM survey_invitation i WHERE NOT EXISTS (SELECT FROM rating r WHERE r.invitation_id = i.id)",
        "SELECT 1 FROM mail WHERE about_kind = 'message' AND state = 'sent'",
    ],
)
async def test_each_company_has_something_of_everything(story: list[Any], sql: str) -> None:
    for told in story:
        assert await told.ask(sql), told.slug


async def test_nothing_lies_in_the_future(story: list[Any]) -> None:
    for told in story:
        for table, column in (
            ("ticket", "updated_at"),
            ("message", "at"),
            ("ticket_event", "at"),
            ("rating", "given_at"),
        ):
            assert not await told.ask(f"SELECT 1 FROM {table} WHERE {column} > clock_timestamp()"), table  # noqa: S608


async def test_numbers_come_in_the_order_of_time(story: list[Any]) -> None:
    for told in story:
        rows = await told.ask("SELECT created_at FROM ticket ORDER BY number")
        assert rows == sorted(rows)


@pytest.mark.parametrize("folder", COMPANIES)
def test_every_article_is_there_in_every_language(folder: str) -> None:
    company, content = read(folder), faq_of(folder)
    assert len(content["articles"]) >= 12
    for text in (*content["topics"].values(), *content["articles"]):
        assert set(company.languages) <= text.keys()


@pytest.mark.parametrize("folder", COMPANIES)
def test_every_brand_can_be_saved_as_it_is_shown(folder: str) -> None:
    company = read(folder)
    form = empty(BrandForm, **fields_of(Brand(legal=company.brand["legal_links"]), company.languages))
    check_words(form, company.languages)
    assert form.errors == {}


async def test_articles_are_published_in_both_languages(story: list[Any]) -> None:
    for told in story:
        counts = await told.ask("SELECT language, count(*) FROM article_text WHERE state = 'published' GROUP BY 1")
        assert {language for language, _count in counts} == {"en", "it"}
        assert min(count for _language, count in counts) >= 12
        assert not await told.ask("SELECT 1 FROM sample")


async def test_no_old_mail_leaves(story: list[Any]) -> None:
    for told in story:
        assert not await told.ask(
            "SELECT 1 FROM mail WHERE state <> 'sent' AND created_at < now() - interval '3 hours'"
        )


async def test_only_what_talks_to_the_world_is_left_to_the_workers(story: list[Any]) -> None:
    for told in story:
        left = await told.ask(
            "SELECT DISTINCT job FROM outbox WHERE state = 'pending' AND due <= (SELECT max(set_up_at) FROM tenant)"
        )
        assert {job for (job,) in left} <= set(talkers())
        ((letters,),) = await told.ask("SELECT count(*) FROM outbox WHERE state = 'pending' AND job = 'mail.deliver'")
        assert letters == await told.count("mail WHERE state = 'queued'")


async def test_told_twice_it_is_told_once(story: list[Any]) -> None:
    before = [await told.count("ticket") for told in story]
    await demo.main()
    assert [await told.count("ticket") for told in story] == before


async def test_cut_off_in_the_middle_it_starts_again_cleanly(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    async def is_killed(*_: Any) -> None:
        raise InterruptedError

    luce = read("luce")
    owner = replace(luce.owner, email="luca@luce-again.example")
    again = replace(luce, slug="luce-again", employees=(owner, *luce.employees[1:]))
    monkeypatch.setattr(telling, "play", is_killed)
    with pytest.raises(InterruptedError):
        await telling.tell(again, None)
    monkeypatch.undo()
    async with unit.platform():
        tenant_id = await unit.fetchval("SELECT id FROM tenant WHERE slug = 'luce-again'")
    async with unit.tenant(tenant_id):
        assert await unit.fetchval("SELECT count(*) FROM article") == 0
    await telling.tell(again, None)
    async with unit.tenant(tenant_id):
        assert await unit.fetchval("SELECT count(*) FROM ticket") > len(scenes_of("luce")) - 1
        assert await unit.fetchval("SELECT count(*) FROM member") == len(again.employees)
    async with unit.platform():
        await unit.execute("UPDATE tenant SET is_demo = false WHERE id = $1", tenant_id)


async def test_the_portals_answer_in_their_languages(story: list[Any], product: Any) -> None:
    transport = httpx.ASGITransport(app=product)
    for slug, path, words in (("nordwind", "/en/", "Use and care"), ("luce", "/it/", "Le nostre lampade")):
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{slug}.localhost:8000") as browser:
            page = await browser.get(path)
        assert page.status_code == 200
        assert words in page.text


def test_the_summary_says_where_to_go_and_who_may_sign_in() -> None:
    told = demo.summary()
    for words in (
        "http://nordwind.localhost:8000/",
        "/desk",
        "/admin",
        "henrike@nordwind.example",
        "/operator",
        "password",
    ):
        assert words in told


def test_a_line_that_is_neither_scene_nor_step_is_refused() -> None:
    with pytest.raises(ValueError, match="neither"):
        parse("== -1 09:00 emma: Hello\nWords\n\n-- jonas replies\nHi")
