"""Articles for chosen organisations: their people read them on every path once they have signed in, nobody else does."""

import re
from typing import Any
from uuid import UUID

import pytest
from tests_faq import article, topic

from polydesk.customers import organisations
from polydesk.customers.organisation_queries import organisation
from polydesk.faq.audience import audience
from polydesk.faq.reading import popular, readable
from polydesk.faq.writing import begin_article
from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import SYSTEM, Actor, acting_as

PATHS = ("/en/", "/en/faq/manual", "/en/search?q=zebra", "/en/sitemap.xml", "/en/faq/manual/zebra-for-the-circus")


async def _organisation(house: Any, name: str, *people: Any) -> UUID:
    with acting_as(SYSTEM):
        async with house.unit():
            made = await organisations.found(name)
            for person in people:
                await organisations.assign(person.id, to=made)
            return made


async def _for_organisations(house: Any, *chosen: UUID) -> UUID:
    manual = await topic(house, en="Manual")
    found = await article(house, manual, "Open zebra")
    found = await article(house, manual, "Zebra for the circus", "Stripes in the ring.")
    with acting_as(SYSTEM):
        async with house.unit():
            await unit.execute("UPDATE article SET visibility = 'organisations' WHERE id = $1", found)
            for one in chosen:
                await unit.execute(
                    "INSERT INTO article_organisation (article_id, organisation_id) VALUES ($1, $2)", found, one
                )
    return found


async def _sees(person: Any) -> list[bool]:
    """On each path, whether the article shows: pages, search, sitemap, its own page, suggestions."""
    texts = [(await person.get(path)).text for path in PATHS]
    texts.append((await person.swap("GET", "/en/search/suggestions", params={"q": "zebra"})).text)
    plain = [text.replace("<mark>", "").replace("</mark>", "").lower() for text in texts]
    return ["for the circus" in text or "zebra-for-the-circus" in text for text in plain]


async def test_its_people_read_it_and_other_customers_do_not(acme: Any) -> None:
    circus = await _organisation(acme, "Circus", acme.carl)
    await _organisation(acme, "Zoo", acme.cora)
    await _for_organisations(acme, circus)
    assert await _sees(acme.carl) == [True, True, True, False, True, True]
    assert await _sees(acme.cora) == [False] * 6
    assert await _sees(acme.visitor) == [False] * 6
    assert "2 articles" in (await acme.carl.get("/en/")).text
    assert "1 article<" in (await acme.cora.get("/en/")).text.replace("\n", "")


async def test_members_read_it_and_are_told_whom_it_is_for(acme: Any) -> None:
    await _for_organisations(acme, await _organisation(acme, "Circus"))
    assert await _sees(acme.alice) == [True, True, True, False, True, True]
    assert "Only some organisations see this article" in (await acme.alice.get(PATHS[-1])).text


async def test_nothing_of_it_is_kept_for_the_next_visitor(acme: Any) -> None:
    circus = await _organisation(acme, "Circus", acme.carl)
    await _for_organisations(acme, circus)
    for person in (acme.carl, acme.alice, acme.carl):
        answer = await person.get(PATHS[-1])
        assert answer.status_code == 200
        assert "public" not in answer.headers.get("cache-control", "")
    assert (await acme.visitor.get(PATHS[-1])).status_code == 404
    assert await _sees(acme.visitor) == [False] * 6


async def test_hidden_it_takes_no_votes(acme: Any) -> None:
    await _for_organisations(acme, await _organisation(acme, "Circus", acme.carl))
    assert (await acme.cora.post(f"{PATHS[-1]}/votes", data={"helpful": "yes"})).status_code == 404
    assert (await acme.visitor.post(f"{PATHS[-1]}/solutions")).status_code == 404


@pytest.mark.parametrize("ends", ["leaves", "archived"])
async def test_it_is_gone_at_once_for_somebody_who_leaves(acme: Any, ends: str) -> None:
    circus = await _organisation(acme, "Circus", acme.carl)
    await _for_organisations(acme, circus)
    assert (await acme.carl.get(PATHS[-1])).status_code == 200
    with acting_as(SYSTEM):
        async with acme.unit():
            if ends == "leaves":
                await organisations.assign(acme.carl.id, to=None)
            else:
                await organisations.archive(await organisation(circus))
    assert await _sees(acme.carl) == [False] * 6


async def test_an_address_that_only_claims_to_belong_opens_nothing(acme: Any) -> None:
    """Somebody writes as boss@circus.example: known as the circus' own from then on, but nobody has signed in."""
    circus = await _organisation(acme, "Circus")
    with acting_as(SYSTEM):
        async with acme.unit():
            await organisations.set_domains(await organisation(circus), ["circus.example"])
    found = await _for_organisations(acme, circus)
    form = {"email": "boss@circus.example", "subject": "Let me in", "message": "I am the boss."}
    answer = await acme.visitor.post("/en/tickets/new", data={**form, "key": "a key that is long enough"})
    assert answer.status_code == 303
    async with acme.unit():
        boss = await unit.fetchrow(
            """SELECT p.id, p.organisation_id, a.confirmed_at FROM person p JOIN person_address a ON a.person_id = p.id
                WHERE a.address_key = 'boss@circus.example'"""
        )
    # The desk files the boss with the circus, so an article for the circus would open if an address were enough.
    assert (boss["organisation_id"], boss["confirmed_at"]) == (circus, None)
    receipt = answer.headers["location"]
    assert receipt.startswith("/t/")
    for path in (receipt, receipt.removesuffix("/receipt")):
        page = await acme.visitor.get(path)
        assert page.status_code == 200
        assert "zebra-for-the-circus" not in page.text
    assert await _sees(acme.visitor) == [False] * 6
    # Nor does the one who holds the ticket's link count as the person behind the address.
    for guest in (Actor("visitor", name="Boss"), Actor("visitor", boss["id"], "Boss", "boss@circus.example")):
        with acting_as(guest):
            async with acme.unit():
                listed = await readable([found], "en", "en")
                assert (audience(), listed, (await popular("en", "en"))[1:]) == (["public"], [], [])
    await _sign_in(acme.visitor, "boss@circus.example", acme)
    assert await _sees(acme.visitor) == [True, True, True, False, True, True]


async def _sign_in(person: Any, email: str, house: Any) -> None:
    """By the link in the mail, which proves the address."""
    await person.post("/en/signin", data={"email": email})
    await outbox.drain(house.id)
    async with house.unit():
        text = await unit.fetchval("SELECT text FROM mail WHERE kind = 'customer_sign_in' AND to_address = $1", email)
    link = re.search(r"/en/signin/link/[\w-]+", text)
    assert link is not None
    entered = await person.post(link[0])
    cookies = [line.split(";")[0] for line in entered.headers.get_list("set-cookie")]
    person.client.headers["cookie"] = "; ".join(cookies)


async def test_an_organisation_of_another_house_cannot_be_chosen(cast: Any) -> None:
    foreign = await _organisation(cast.globex, "Circus", cast.globex.greg)
    own = await _organisation(cast.acme, "Zoo", cast.acme.carl)
    found = await _for_organisations(cast.acme, own)
    async with cast.acme.unit():
        category = await unit.fetchval("SELECT category_id FROM article WHERE id = $1", found)
    there = f"/admin/faq/articles/{found}/settings"
    form = {"category": str(category), "visibility": "organisations", "organisations": str(foreign)}
    refused = await cast.acme.olga.post(there, data=form)
    assert refused.status_code == 422
    assert "Please choose at least one organisation." in refused.text
    assert (
        await cast.acme.olga.post(there, data={**form, "organisations": [str(foreign), str(own)]})
    ).status_code == 303
    async with cast.acme.unit():
        rows = await unit.fetch("SELECT organisation_id FROM article_organisation WHERE article_id = $1", found)
        assert [row["organisation_id"] for row in rows] == [own]
    assert (await cast.globex.greg.get(PATHS[-1])).status_code == 404


async def test_the_editor_offers_and_keeps_the_choice(acme: Any) -> None:
    circus, zoo = await _organisation(acme, "Circus"), await _organisation(acme, "Zoo")
    manual = await topic(acme, en="Manual")
    assert "Circus" in (await acme.olga.get("/admin/faq/articles/new")).text
    form: dict[str, Any] = {
        "title": "Lions",
        "category": str(manual),
        "language": "en",
        "body": "Roar.",
        "action": "publish",
    }
    form = {**form, "visibility": "organisations", "organisations": [str(circus)]}
    made = await acme.olga.post("/admin/faq/articles", data=form)
    assert made.status_code == 303
    page = (await acme.olga.get(made.headers["location"])).text
    assert f'value="{circus}" checked' in page
    assert f'value="{zoo}" checked' not in page
    settings = made.headers["location"].rpartition("/")[0] + "/settings"
    await acme.olga.post(settings, data={"category": str(manual), "visibility": "public", "organisations": str(zoo)})
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM article_organisation") == 0
        audited = await unit.fetchval(
            "SELECT changes FROM audit WHERE action = 'faq.visibility_changed' ORDER BY id DESC LIMIT 1"
        )
    assert audited == {"visibility": ["organisations", "public"], "organisations": [["Circus"], []]}


async def test_a_new_article_begins_with_its_organisations(acme: Any) -> None:
    from polydesk.faq.preparing import Text

    circus = await _organisation(acme, "Circus")
    manual = await topic(acme, en="Manual")
    with acting_as(SYSTEM):
        async with acme.unit():
            words = Text("Lions", "Roar.")
            for visibility in ("organisations", "public"):
                await begin_article(
                    words, language="en", category=manual, visibility=visibility, organisations=[circus]
                )
            assert await unit.fetchval("SELECT count(*) FROM article_organisation") == 1
