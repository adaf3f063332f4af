"""Pictures of articles: whoever may read an article that uses one sees it; everybody else is told that there is none."""

import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from tests_faq import article, topic, translate

from polydesk.customers import organisations
from polydesk.faq import publishing, sweeping, writing
from polydesk.faq.pictures import keep_pictures
from polydesk.kernel import storage, unit
from polydesk.kernel.actor import SYSTEM, acting_as
from polydesk.kernel.clock import now, travel
from polydesk.kernel.ids import new_id


class _Sent:
    filename = "dot.png"

    def __init__(self) -> None:
        self.file = io.BytesIO()
        Image.new("RGB", (4, 4), "red").save(self.file, "PNG")


async def _picture(house: Any) -> str:
    """The address of a picture that nobody uses yet."""
    with acting_as(SYSTEM):
        async with house.unit():
            (markdown,) = await keep_pictures([_Sent()])
    return str(markdown.partition("(")[2].rstrip(")"))


async def _article(house: Any, address: str, title: str = "Red dot", **named: Any) -> UUID:
    manual = await topic(house, en=f"Manual {new_id()}")
    return await article(house, manual, title, f"Look:\n\n![dot]({address})", **named)


async def _settle(house: Any, found: UUID, visibility: str, *chosen: UUID) -> None:
    with acting_as(SYSTEM):
        async with house.unit():
            category = await unit.fetchval("SELECT category_id FROM article WHERE id = $1", found)
            named = {"owner": None, "review_by": None, "organisations": chosen}
            await writing.settle(found, category=category, visibility=visibility, **named)


async def _seen(house: Any, address: str, *people: str) -> list[int]:
    return [(await getattr(house, name).get(address)).status_code for name in people or CAST]


CAST = ("visitor", "carl", "bill", "alice")


@pytest.mark.parametrize(
    ("visibility", "seen"),
    [
        ("public", [200, 200, 200, 200]),
        ("signed_in", [404, 200, 200, 200]),
        ("agents", [404, 404, 200, 200]),
        ("organisations", [404, 404, 404, 200]),
    ],
)
async def test_it_is_seen_by_whoever_may_read_the_article(acme: Any, visibility: str, seen: list[int]) -> None:
    address = await _picture(acme)
    await _article(acme, address, visibility=visibility)
    assert await _seen(acme, address) == seen


async def test_the_chosen_organisations_see_it_and_its_leavers_do_not(acme: Any) -> None:
    address = await _picture(acme)
    found = await _article(acme, address)
    with acting_as(SYSTEM):
        async with acme.unit():
            circus = await organisations.found("Circus")
            await organisations.assign(acme.carl.id, to=circus)
    await _settle(acme, found, "organisations", circus)
    assert await _seen(acme, address, "carl", "cora", "visitor") == [200, 404, 404]
    with acting_as(SYSTEM):
        async with acme.unit():
            await organisations.assign(acme.carl.id, to=None)
    assert await _seen(acme, address, "carl") == [404]


async def test_an_article_that_closes_takes_its_pictures_along(acme: Any) -> None:
    address = await _picture(acme)
    found = await _article(acme, address)
    assert await _seen(acme, address, "visitor") == [200]
    await _settle(acme, found, "signed_in")
    assert await _seen(acme, address, "visitor", "carl") == [404, 200]
    await _settle(acme, found, "public")
    assert await _seen(acme, address, "visitor") == [200]


@pytest.mark.parametrize("ends", ["withdraw", "archive"])
async def test_only_the_desk_sees_it_before_and_after_publication(acme: Any, ends: str) -> None:
    address = await _picture(acme)
    assert await _seen(acme, address) == [404, 404, 404, 200]
    found = await _article(acme, address, state="draft")
    assert await _seen(acme, address) == [404, 404, 404, 200]
    with acting_as(SYSTEM):
        async with acme.unit():
            await publishing.publish(found, "en")
    assert await _seen(acme, address) == [200] * 4
    with acting_as(SYSTEM):
        async with acme.unit():
            await getattr(publishing, ends)(found, "en")
    assert await _seen(acme, address) == [404, 404, 404, 200]


async def test_a_picture_of_several_articles_is_seen_by_the_readers_of_any(acme: Any) -> None:
    address = await _picture(acme)
    await _article(acme, address, "For agents", visibility="agents")
    assert await _seen(acme, address, "visitor") == [404]
    await _article(acme, address, "For all")
    assert await _seen(acme, address, "visitor") == [200]


async def test_a_translation_that_is_not_published_opens_nothing(acme: Any) -> None:
    plain, shown = await _picture(acme), await _picture(acme)
    found = await _article(acme, plain)
    await translate(acme, found, "it", "Punto rosso", f"![punto]({shown})", state="draft")
    assert await _seen(acme, shown, "visitor") == [404]
    await translate(acme, found, "it", "Punto rosso", f"![punto]({shown})")
    assert await _seen(acme, shown, "visitor") == [200]


async def test_a_picture_that_left_the_text_is_the_desks_alone(acme: Any) -> None:
    address = await _picture(acme)
    found = await _article(acme, address)
    await translate(acme, found, "en", "Red dot", "No picture any more.")
    assert await _seen(acme, address) == [404, 404, 404, 200]


async def test_another_house_sees_nothing(cast: Any) -> None:
    address = await _picture(cast.acme)
    await _article(cast.acme, address)
    assert await _seen(cast.globex, address, "visitor", "greg", "mallory") == [404] * 3


async def test_naming_somebody_elses_file_in_a_text_does_not_open_it(acme: Any) -> None:
    async with acme.unit():
        secret = await storage.keep_bytes("contract.txt", b"between us", by=("member", acme.alice.id))
    await _article(acme, f"/files/{secret.id}")
    assert await _seen(acme, f"/files/{secret.id}") == [404] * 4


async def test_an_agent_who_tries_the_portal_as_a_customer_still_sees_the_preview(acme: Any) -> None:
    address = await _picture(acme)
    both = f"{acme.alice.client.headers['cookie']}; {acme.carl.client.headers['cookie']}"
    assert (await acme.visitor.get(address, headers={"cookie": both})).status_code == 200


async def test_caches_keep_what_everybody_may_see_and_ask_again_soon(acme: Any) -> None:
    address = await _picture(acme)
    found = await _article(acme, address)
    answer = await acme.visitor.get(address)
    assert answer.headers["cache-control"] == "public, max-age=86400, s-maxage=300"
    tag = {"if-none-match": answer.headers["etag"]}
    assert (await acme.visitor.get(address, headers=tag)).status_code == 304
    await _settle(acme, found, "signed_in")
    assert (await acme.visitor.get(address, headers=tag)).status_code == 404
    answer = await acme.carl.get(address, headers=tag)
    assert (answer.status_code, answer.headers["cache-control"]) == (304, "private, no-cache")


async def test_a_logo_needs_no_reader_and_no_address_of_logos_opens_a_picture(acme: Any) -> None:
    address = await _picture(acme)
    await _article(acme, address, visibility="agents")
    assert (await acme.visitor.get(address.replace("/files/", "/brand/"))).status_code == 404


async def test_it_sweeps_pictures_that_no_text_and_no_version_uses(acme: Any) -> None:
    unused, used, former = [await _picture(acme) for _ in range(3)]
    await _article(acme, used)
    found = await _article(acme, former, "Blue dot")
    await translate(acme, found, "en", "Blue dot", "No picture any more.")
    assert await _swept(acme, after=sweeping.KEPT - timedelta(minutes=1)) == 0
    assert await _swept(acme, after=sweeping.KEPT + timedelta(minutes=1)) == 1
    assert await _seen(acme, unused, "alice") == [404]
    for address in (used, former):
        assert await _seen(acme, address, "alice") == [200]


async def test_it_sweeps_nothing_of_another_house(cast: Any) -> None:
    theirs = await _picture(cast.globex)
    assert await _swept(cast.acme, after=sweeping.KEPT + timedelta(minutes=1)) == 0
    assert await _seen(cast.globex, theirs, "mallory") == [200]


async def _swept(house: Any, *, after: timedelta) -> int:
    with travel(now() + after):
        async with house.unit():
            return await sweeping.sweep_pictures()
