"""Articles as customers read them: addresses, languages, what the page says, what it costs."""

from typing import Any

from tests_faq import article, topic, translate


async def test_it_leads_to_the_visitors_language(acme: Any) -> None:
    answer = await acme.visitor.get("/", headers={"accept-language": "it,en;q=0.5"})
    assert (answer.status_code, answer.headers["location"]) == (302, "/it/")
    assert "Accept-Language" in answer.headers["vary"]


async def test_it_shows_topics_and_articles_on_the_first_page(acme: Any) -> None:
    delivery = await topic(acme, en="Delivery", it="Consegna")
    await article(acme, delivery, "Where is my parcel?")
    answer = await acme.visitor.get("/en/")
    assert answer.status_code == 200
    assert "Delivery" in answer.text
    assert "/en/faq/delivery/where-is-my-parcel" in answer.text


async def test_it_shows_an_article_with_its_breadcrumbs_and_contents(acme: Any) -> None:
    delivery = await topic(acme, en="Delivery")
    await article(acme, delivery, "Where is my parcel?", "Intro\n\n# First\n\na\n\n# Second\n\nb\n\n## Third\n\nc")
    answer = await acme.visitor.get("/en/faq/delivery/where-is-my-parcel")
    assert answer.status_code == 200
    assert '<h2 id="first">First</h2>' in answer.text
    assert 'href="#third"' in answer.text
    assert 'href="/en/faq/delivery"' in answer.text
    assert 'rel="canonical"' in answer.text


async def test_it_stays_on_the_article_when_the_language_changes(acme: Any) -> None:
    delivery = await topic(acme, en="Delivery", it="Consegna")
    parcel = await article(acme, delivery, "Where is my parcel?")
    await translate(acme, parcel, "it", "Dov'è il mio pacco?", "Ecco.")
    english = await acme.visitor.get("/en/faq/delivery/where-is-my-parcel")
    assert 'href="/it/faq/consegna/dov-e-il-mio-pacco"' in english.text
    assert 'hreflang="it"' in english.text
    italian = await acme.visitor.get("/it/faq/consegna/dov-e-il-mio-pacco")
    assert "Ecco." in italian.text


async def test_it_shows_the_default_text_with_a_note_where_a_translation_is_missing(acme: Any) -> None:
    delivery = await topic(acme, en="Delivery")
    await article(acme, delivery, "Where is my parcel?", "On its way.")
    answer = await acme.visitor.get("/it/faq/delivery/where-is-my-parcel")
    assert answer.status_code == 200
    assert "On its way." in answer.text
    assert "fallback-note" in answer.text
    assert f'rel="canonical" href="http://{acme.host}/en/faq/delivery/where-is-my-parcel"' in answer.text


async def test_it_leads_from_the_address_of_another_language_to_its_own(acme: Any) -> None:
    delivery = await topic(acme, en="Delivery", it="Consegna")
    parcel = await article(acme, delivery, "Where is my parcel?")
    await translate(acme, parcel, "it", "Il mio pacco", "Ecco.")
    answer = await acme.visitor.get("/it/faq/delivery/where-is-my-parcel")
    assert (answer.status_code, answer.headers["location"]) == (301, "/it/faq/consegna/il-mio-pacco")


async def test_it_has_no_page_where_there_is_none(acme: Any) -> None:
    assert (await acme.visitor.get("/qq/")).status_code == 404
    assert (await acme.visitor.get("/nonsense/faq/delivery")).status_code == 404
    assert (await acme.visitor.get("/en/faq/nowhere/nothing")).status_code == 404
    assert (await acme.visitor.get("/en/faq/nowhere")).status_code == 404


async def test_it_keeps_the_articles_of_another_house_to_that_house(cast: Any) -> None:
    secret = await topic(cast.globex, en="Secrets")
    await article(cast.globex, secret, "How it works")
    assert (await cast.acme.visitor.get("/en/faq/secrets/how-it-works")).status_code == 404
    assert (await cast.globex.visitor.get("/en/faq/secrets/how-it-works")).status_code == 200


async def test_it_gives_the_second_reader_ready_bytes_without_sql(acme: Any) -> None:
    from polydesk.kernel.unit import Unit

    delivery = await topic(acme, en="Delivery")
    await article(acme, delivery, "Where is my parcel?")
    first = await acme.visitor.get("/en/faq/delivery/where-is-my-parcel")
    asked: list[str] = []
    original = Unit.fetch

    async def noted(self: Any, sql: str, *args: Any) -> Any:
        asked.append(sql)
        return await original(self, sql, *args)

    Unit.fetch = noted  # type: ignore[method-assign]
    try:
        second = await acme.visitor.get("/en/faq/delivery/where-is-my-parcel")
        again = await acme.visitor.get(
            "/en/faq/delivery/where-is-my-parcel", headers={"if-none-match": second.headers["etag"]}
        )
    finally:
        Unit.fetch = original  # type: ignore[method-assign]
    assert asked == []
    assert second.text == first.text
    assert second.headers["cache-control"].startswith("public, max-age=60")
    assert "content-security-policy" in second.headers
    assert again.status_code == 304


async def test_it_shows_a_change_at_once(acme: Any) -> None:
    delivery = await topic(acme, en="Delivery")
    parcel = await article(acme, delivery, "Where is my parcel?", "Old words.")
    assert "Old words." in (await acme.visitor.get("/en/faq/delivery/where-is-my-parcel")).text
    await translate(acme, parcel, "en", "Where is my parcel?", "New words.")
    assert "New words." in (await acme.visitor.get("/en/faq/delivery/where-is-my-parcel")).text
