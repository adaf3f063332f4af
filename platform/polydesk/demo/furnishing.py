"""Furnishing: a company of the demo gets its look, teams, own statuses, categories, customers and help pages.

All of it runs in the unit of the company's tenant and in the weeks before the story, by the verbs of the slices.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from polydesk.announcements import editing as announcing
from polydesk.customers.people import person_for
from polydesk.demo import asking, organising, surveying
from polydesk.demo.companies import Company, faq_of
from polydesk.demo.house import House
from polydesk.demo.keeping_hours import keep_hours
from polydesk.faq import synonyms
from polydesk.faq.categories import Naming, open_category
from polydesk.faq.preparing import Text, prepared
from polydesk.faq.writing import begin_published
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor, acting_as
from polydesk.kernel.clock import now, travel
from polydesk.kernel.ids import new_id
from polydesk.replies import canned
from polydesk.replies.canned import Draft
from polydesk.tickets import categories
from polydesk.tickets.statuses import add_own_status
from tenants import moving_in, samples
from tenants.member_actor import member_actor

WEEKS_BEFORE = timedelta(days=15)
THE_OTHER_DAY = timedelta(days=2)


async def move_in(company: Company) -> House:
    today = now().date()
    with travel(now() - WEEKS_BEFORE):
        await moving_in.settle_in()
        await samples.remove_all()
        await _paint(company)
        house = House(company)
        await _open_teams(house)
        await _meet_employees(house)
        await keep_hours(company.hours, by=house.people[company.owner.key], today=today)
        await _meet_customers(house)
        await organising.meet_organisations(house)
        for status in company.statuses:
            made = await add_own_status(category=status["category"], names=status["names"])
            house.statuses[status["key"]] = made.id
        for kind in company.categories:
            house.categories[kind["key"]] = (await categories.add(kind["names"])).id
        await asking.set_up_forms(house)
        await surveying.set_up_surveys(house)
        for reply in company.replies:
            await canned.write(Draft(scope="all", **reply), by=house.people[company.owner.key])
    with travel(now() - THE_OTHER_DAY), acting_as(house.people[company.owner.key]):
        for announcement in company.announcements:
            await announcing.announce(announcing.Draft(starts_at=now(), **announcement), key=new_id())
    return house


async def write_faq(house: House) -> None:
    """Topics and articles, each published in every language of the company, and words that mean the same."""
    owner = house.people[house.company.owner.key]
    content = faq_of(house.company.name_of_folder)
    with travel(now() - WEEKS_BEFORE), acting_as(owner):
        topics = {key: await _open_topic(topic) for key, topic in content["topics"].items()}
        for place, article in enumerate(content["articles"]):
            await _publish(article, topics[article["topic"]], place, house)
        for code, groups in content.get("synonyms", {}).items():
            for terms in groups:
                await synonyms.add(terms, language=code)


async def _publish(article: dict[str, Any], topic: UUID, place: int, house: House) -> None:
    texts = {code: prepared(Text(**article[code]), code) for code in house.company.languages}
    owner = house.people[article["owner"]].id if "owner" in article else None
    visibility = article.get("visibility", "public")
    article_id = await begin_published(texts, category=topic, visibility=visibility, owner=owner)
    source = house.company.languages[0]
    await unit.executemany(READ, [(article_id, code, *_readers(place, is_source=code == source)) for code in texts])


def _readers(place: int, *, is_source: bool) -> tuple[int, int, int, int]:
    """Views, helpful, unhelpful and solved: the first articles of a list are read most."""
    views = (900 // (place + 2) + 17 * (place % 5)) // (1 if is_source else 3)
    return views, views // 9, views // (31 + 11 * (place % 4)), views // 23


async def _open_topic(topic: dict[str, Any]) -> UUID:
    names = {code: Naming(**naming) for code, naming in topic.items() if code != "icon"}
    return await open_category(names, icon=topic["icon"])


async def _paint(company: Company) -> None:
    brand = company.brand
    await unit.execute(PAINT, brand["colour"], brand["tagline"], brand["footer"], brand["legal_links"])
    await unit.execute(SPEAK, list(company.languages))


async def _open_teams(house: House) -> None:
    for name in house.company.teams:
        house.teams[name] = new_id()
        await unit.execute(
            "INSERT INTO team (id, name, created_at) VALUES ($1, $2, $3)", house.teams[name], name, now()
        )


async def _meet_employees(house: House) -> None:
    rows = await unit.fetch("SELECT id, email, name, role, language, zone FROM member")
    ids = {row["email"]: row for row in rows}
    for employee in house.company.employees:
        row = ids[employee.email]
        house.people[employee.key] = member_actor(row)
        if employee.team:
            await unit.execute(
                "INSERT INTO team_member (team_id, member_id) VALUES ($1, $2)", house.teams[employee.team], row["id"]
            )


async def _meet_customers(house: House) -> None:
    """Their addresses are known to be theirs, so that mails may call them by name."""
    for customer in house.company.customers:
        person = await person_for(
            customer.email, name=customer.name, language=customer.language, zone=customer.zone or house.company.zone
        )
        house.people[customer.key] = Actor(
            "requester", person.id, person.name, person.address, language=person.language, zone=person.zone
        )
    await unit.execute("UPDATE person_address SET confirmed_at = $1", now())


READ = """
UPDATE article_text SET views = $3, helpful = $4, unhelpful = $5, solved = $6 WHERE article_id = $1 AND language = $2
"""
PAINT = "UPDATE brand SET colour = $1, tagline = $2, footer = $3, legal_links = $4 WHERE tenant_id = app.tenant_id()"
SPEAK = "UPDATE tenant SET languages = $1, version = version + 1 WHERE id = app.tenant_id()"
