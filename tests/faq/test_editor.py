"""The workshop: writing, publishing, translating, ordering; what customers see of it, and when."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests_faq import article, topic, translate

from polydesk.kernel import clock, outbox, unit

FAQ = "/admin/faq"


async def _write(person: Any, category: UUID, **values: Any) -> str:
    """Files a new article by the form and answers its editor's address."""
    data = {
        "title": "Where is my parcel?",
        "body": "# Here\n\nOn *its* way.",
        "category": str(category),
        "language": "en",
    }
    answer = await person.post(f"{FAQ}/articles", data=data | values)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_an_agent_writes_and_an_admin_publishes(acme: Any) -> None:
    category = await topic(acme, en="Delivery")
    there = await _write(acme.alice, category, action="review")
    assert (await acme.alice.get(there)).status_code == 200
    assert (await acme.visitor.get("/en/faq/delivery/where-is-my-parcel")).status_code == 404
    refused = await acme.alice.post(there, data={"title": "x", "action": "publish"})
    assert refused.status_code == 403
    page = (await acme.ada.get(there)).text
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision is not None
    values = {"title": "Where is my parcel?", "body": "Here.", "revision": revision[1], "action": "publish"}
    assert (await acme.ada.post(there, data=values)).status_code == 303
    assert "Here." in (await acme.visitor.get("/en/faq/delivery/where-is-my-parcel")).text


async def test_agents_publish_where_the_house_lets_them(acme: Any) -> None:
    category = await topic(acme, en="Delivery")
    assert (await acme.alice.post(f"{FAQ}/setting", data={"agents_publish": "yes"})).status_code == 403
    assert (await acme.olga.post(f"{FAQ}/setting", data={"agents_publish": "yes"})).status_code == 303
    await _write(acme.alice, category, action="publish")
    assert (await acme.visitor.get("/en/faq/delivery/where-is-my-parcel")).status_code == 200


async def test_an_agent_does_not_change_what_customers_see(acme: Any) -> None:
    category = await topic(acme, en="Delivery")
    found = await article(acme, category, "Parcels", "Old.")
    there = f"{FAQ}/articles/{found}/en"
    assert (await acme.alice.post(there, data={"title": "Parcels", "body": "New."})).status_code == 403
    assert (await acme.alice.post(f"{there}/archive")).status_code == 403
    settings = {"category": str(category), "visibility": "agents"}
    assert (await acme.alice.post(f"{FAQ}/articles/{found}/settings", data=settings)).status_code == 403
    assert "Old." in (await acme.visitor.get("/en/faq/delivery/parcels")).text


async def test_strangers_customers_and_light_agents_stay_outside(cast: Any) -> None:
    category = await topic(cast.acme, en="Delivery")
    found = await article(cast.acme, category, "Parcels", state="draft")
    there = f"{FAQ}/articles/{found}/en"
    for person in (cast.acme.visitor, cast.acme.carl, cast.acme.lara, cast.acme.bill):
        assert (await person.get(there)).status_code in (303, 403)
        assert (await person.post(there, data={"title": "x"})).status_code in (303, 403)
    assert (await cast.globex.mallory.get(there)).status_code == 404
    assert (await cast.globex.mallory.post(there, data={"title": "x", "body": ""})).status_code == 404


async def test_it_keeps_what_was_typed_when_something_is_wrong(acme: Any) -> None:
    category = await topic(acme, en="Delivery")
    values = {"title": "", "body": "Long <b>work</b>", "category": str(category), "language": "en"}
    answer = await acme.ada.post(f"{FAQ}/articles", data=values)
    assert answer.status_code == 422
    assert "Long &lt;b&gt;work&lt;/b&gt;" in answer.text
    answer = await acme.ada.post(f"{FAQ}/articles", data={"title": "T", "body": "kept", "category": "nonsense"})
    assert answer.status_code == 422
    assert "kept" in answer.text


async def test_it_says_so_when_somebody_else_was_faster(acme: Any) -> None:
    category = await topic(acme, en="Delivery")
    found = await article(acme, category, "Parcels", "One.", state="draft")
    there = f"{FAQ}/articles/{found}/en"
    assert (await acme.ada.post(there, data={"title": "Parcels", "body": "Two.", "revision": "1"})).status_code == 303
    late = await acme.olga.post(there, data={"title": "Parcels", "body": "Three.", "revision": "1"})
    assert late.status_code == 409
    assert "Three." in late.text
    assert "<del>Two" in late.text, "what would be lost"
    assert re.search(r'id="preview".*?Three\.', late.text, re.DOTALL), "the preview is of what was typed"
    assert (
        await acme.olga.post(there, data={"title": "Parcels", "body": "Three.", "revision": "2"})
    ).status_code == 303


async def test_it_publishes_by_itself_when_the_time_has_come(acme: Any) -> None:
    category = await topic(acme, en="Delivery")
    there = await _write(acme.ada, category)
    later = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    values = {"title": "Parcels", "body": "Soon.", "action": "schedule", "publish_at": later}
    assert (await acme.ada.post(there, data=values)).status_code == 303
    await outbox.drain(acme.id)
    assert (await acme.visitor.get("/en/faq/delivery/parcels")).status_code == 404
    with clock.travel(clock.now() + timedelta(days=3)):
        await outbox.drain(acme.id)
    assert (await acme.visitor.get("/en/faq/delivery/parcels")).status_code == 200


async def test_a_former_address_leads_to_the_new_one(acme: Any) -> None:
    category = await topic(acme, en="Delivery")
    found = await article(acme, category, "Parcels")
    values = {"title": "Parcels", "body": "Some words.", "slug": "Where Parcels Are", "revision": "1"}
    assert (await acme.ada.post(f"{FAQ}/articles/{found}/en", data=values)).status_code == 303
    answer = await acme.visitor.get("/en/faq/delivery/parcels")
    assert (answer.status_code, answer.headers["location"]) == (301, "/en/faq/delivery/where-parcels-are")
    renamed = {"name_en": "Shipping", "icon": "book"}
    assert (await acme.ada.post(f"{FAQ}/categories/{category}", data=renamed)).status_code == 303
    assert (await acme.visitor.get("/en/faq/delivery")).headers["location"] == "/en/faq/shipping"


async def test_a_translation_tells_when_its_source_has_changed(acme: Any) -> None:
    category = await topic(acme, en="Delivery")
    found = await article(acme, category, "Parcels", "They come in three days.")
    await translate(acme, found, "it", "Pacchi", "Arrivano in tre giorni.")
    await translate(acme, found, "en", "Parcels", "They come in five days.")
    there = f"{FAQ}/articles/{found}/it"
    page = (await acme.ada.get(there)).text
    assert "<del>three</del><ins>five</ins>" in page
    assert "Outdated" in (await acme.ada.get(FAQ)).text
    assert (await acme.ada.post(f"{there}/confirmation")).status_code == 303
    assert "<del>" not in (await acme.ada.get(there)).text


async def test_every_version_is_kept_and_comes_back(acme: Any) -> None:
    category = await topic(acme, en="Delivery")
    found = await article(acme, category, "Parcels", "First words.")
    await translate(acme, found, "en", "Parcels", "Second words.")
    there = f"{FAQ}/articles/{found}/en/versions"
    assert "<del>First</del><ins>Second</ins>" in (await acme.ada.get(f"{there}/2")).text
    assert (await acme.ada.post(f"{there}/1/restoration")).status_code == 303
    assert "First words." in (await acme.visitor.get("/en/faq/delivery/parcels")).text
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM article_version WHERE article_id = $1", found) == 3
    assert (await acme.ada.get(f"{there}/99")).status_code == 404


async def test_articles_and_categories_are_put_in_order(acme: Any) -> None:
    first, second = await topic(acme, en="One"), await topic(acme, en="Two")
    a, b = await article(acme, first, "Alpha"), await article(acme, first, "Beta")
    await acme.ada.post(f"{FAQ}/categories/{second}/position", data={"direction": "up"})
    await acme.ada.post(f"{FAQ}/articles/{b}/position", data={"direction": "up"})
    page = (await acme.visitor.get("/en/")).text
    assert page.find("/en/faq/one") < 0 or "Two" not in page[: page.find("/en/faq/one")]
    listed = (await acme.visitor.get("/en/faq/one")).text
    assert listed.index("Beta") < listed.index("Alpha")
    assert a != b


async def test_archiving_hides_and_can_be_undone(acme: Any) -> None:
    category = await topic(acme, en="Delivery")
    found = await article(acme, category, "Parcels")
    there = f"{FAQ}/articles/{found}/en"
    assert (await acme.ada.post(f"{FAQ}/categories/{category}/archive")).status_code == 409
    assert (await acme.ada.post(f"{there}/archive")).status_code == 303
    assert (await acme.visitor.get("/en/faq/delivery/parcels")).status_code == 404
    assert (await acme.ada.post(f"{there}/draft")).status_code == 303
    values = {"title": "Parcels", "body": "Back.", "action": "publish"}
    assert (await acme.ada.post(there, data=values)).status_code == 303
    assert "Back." in (await acme.visitor.get("/en/faq/delivery/parcels")).text


async def test_categories_are_two_deep(acme: Any) -> None:
    top = await topic(acme, en="Top")
    below = await topic(acme, en="Below", parent=top)
    values = {"name_en": "Deeper", "icon": "book", "parent": str(below)}
    assert (await acme.ada.post(f"{FAQ}/categories", data=values)).status_code == 409
    missing = await acme.ada.post(f"{FAQ}/categories", data={"name_en": "", "name_it": "Sotto"})
    assert missing.status_code == 422
    assert "Sotto" in missing.text


async def test_the_preview_is_what_customers_would_see(acme: Any) -> None:
    answer = await acme.alice.swap("POST", f"{FAQ}/preview", data={"body": "**bold** <script>x</script>"})
    assert "<strong>bold</strong>" in answer.text
    assert "<script" not in answer.text


async def test_a_picture_is_kept_and_written_in(acme: Any) -> None:
    from io import BytesIO

    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (4, 4), "red").save(picture, "PNG")
    sent = {"file": ("red dot.png", picture.getvalue(), "image/png")}
    answer = await acme.alice.client.post(f"{FAQ}/pictures", files=sent, headers={"accept": "application/json"})
    assert answer.status_code == 201
    markdown = answer.json()["markdown"]
    link = re.fullmatch(r"!\[red dot\]\((/files/[0-9a-f-]{36})\)", markdown)
    assert link is not None
    assert (await acme.alice.get(link[1])).headers["content-type"] == "image/png"
    refused = await acme.alice.client.post(
        f"{FAQ}/pictures", files={"file": ("a.txt", b"words", "text/plain")}, headers={"accept": "application/json"}
    )
    assert refused.status_code == 400


async def test_the_owner_is_reminded_once_to_look_again(acme: Any) -> None:
    from polydesk.faq import reviewing

    category = await topic(acme, en="Delivery")
    found = await article(acme, category, "Parcels")
    values = {
        "category": str(category),
        "visibility": "public",
        "owner": str(acme.alice.id),
        "review_by": clock.now().date().isoformat(),
    }
    assert (await acme.ada.post(f"{FAQ}/articles/{found}/settings", data=values)).status_code == 303
    for _again in range(2):
        async with unit.platform():
            await reviewing.find_tenants()
        await outbox.drain(acme.id)
    async with acme.unit():
        rows = await unit.fetch("SELECT to_address, html FROM mail WHERE kind = 'faq_review'")
    assert [row["to_address"] for row in rows] == [acme.alice.email]
    assert f"/admin/faq/articles/{found}/en" in rows[0]["html"]


async def test_it_takes_whatever_is_typed_as_an_instant(acme: Any) -> None:
    category = await topic(acme, en="Delivery")
    there = await _write(acme.ada, category)
    for typed in ("", "soon", "0001-01-01T00:00", "9999-12-31T23:59:59", "2020-01-01T10:00", "\x00", "1" * 5000):
        values = {"title": "Parcels", "body": "Soon.", "action": "schedule", "publish_at": typed}
        answer = await acme.ada.post(there, data=values)
        assert answer.status_code in (303, 422), typed
    assert (await acme.visitor.get("/en/faq/delivery/parcels")).status_code == 404


async def test_it_takes_whatever_is_written(acme: Any) -> None:
    category = await topic(acme, en="Delivery")
    bad = [
        "\x00\ud800",
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](//evil.example/x)",
        "*" * 50_000,
    ]
    bad += ["[" * 20_000, "> " * 10_000, "| a " * 5_000, "\u202e" * 100, "`" * 30_000, "- " * 20_000, "a" * 100_001]
    for body in bad:
        values = {"title": "Odd", "body": body, "category": str(category), "language": "en", "action": "publish"}
        answer = await acme.ada.post(f"{FAQ}/articles", content=_encoded(values), headers=URLENCODED)
        assert answer.status_code in (303, 422), body[:30]
    page = (await acme.visitor.get("/en/faq/delivery/odd")).text
    assert "javascript:" not in page.replace("[x](javascript:alert(1))", "")
    assert 'evil.example/x"' not in page


URLENCODED = {"content-type": "application/x-www-form-urlencoded"}


def _encoded(values: dict[str, str]) -> bytes:
    from urllib.parse import urlencode

    return urlencode(values, errors="surrogatepass").encode()
