"""The language of a page: who decides it, what a strange wish leads to, and that a switch stays on the same page."""

from typing import Any

import pytest
from tests_faq import article, speak, topic, translate

from polydesk.kernel import unit


async def parcel(house: Any) -> Any:
    """An article in three languages."""
    await speak(house, "en", "it", "ru")
    delivery = await topic(house, en="Delivery", it="Consegna", ru="Доставка")
    found = await article(house, delivery, "Where is my parcel?", "On its way.")
    await translate(house, found, "it", "Dov'è il mio pacco?", "Sta arrivando.")
    await translate(house, found, "ru", "Где моя посылка?", "Она в пути.")
    return found


async def test_it_goes_from_italian_to_russian_on_the_same_article(acme: Any) -> None:
    await parcel(acme)
    italian = await acme.visitor.get("/it/faq/consegna/dov-e-il-mio-pacco")
    assert "Sta arrivando." in italian.text
    assert 'href="/ru/faq/доставка/где-моя-посылка"' in italian.text
    russian = await acme.visitor.get("/ru/faq/доставка/где-моя-посылка")
    assert "Она в пути." in russian.text
    assert f'hreflang="it" href="http://{acme.host}/it/faq/consegna/dov-e-il-mio-pacco"' in russian.text
    assert f'hreflang="x-default" href="http://{acme.host}/en/faq/delivery/where-is-my-parcel"' in russian.text
    assert f'rel="canonical" href="http://{acme.host}/ru/faq/доставка/где-моя-посылка"' in russian.text


async def test_it_stays_on_the_topic_and_on_the_search(acme: Any) -> None:
    await parcel(acme)
    assert 'href="/ru/faq/доставка"' in (await acme.visitor.get("/it/faq/consegna")).text
    assert 'href="/ru/search?q=parcel%20now"' in (await acme.visitor.get("/it/search?q=parcel%20now")).text


async def test_it_keeps_a_language_that_is_switched_off_and_hides_it(acme: Any) -> None:
    found = await parcel(acme)
    await speak(acme, "en", "it")
    for path, there in (
        ("/ru/", "/en/"),
        ("/ru/search?q=x", "/en/search?q=x"),
        ("/ru/faq/доставка/где-моя-посылка", "/en/faq/%D0%B4%D0%BE%D1%81%D1%82%D0%B0%D0%B2%D0%BA%D0%B0/"),
    ):
        answer = await acme.visitor.get(path)
        assert answer.status_code == 307
        assert answer.headers["location"].startswith(there), path
    while answer.has_redirect_location:
        answer = await acme.visitor.get(answer.headers["location"])
    assert "On its way." in answer.text
    english = await acme.visitor.get("/en/faq/delivery/where-is-my-parcel")
    assert "посылка" not in english.text
    assert "посылка" not in (await acme.visitor.get("/en/search?q=посылка")).text.replace("посылка”", "").replace(
        'value="посылка"', ""
    ).replace("q=%D0%BF", "").replace("Search: посылка", "")
    assert "ru" not in (await acme.visitor.get("/sitemap.xml")).text
    await speak(acme, "en", "it", "ru")
    assert "Она в пути." in (await acme.visitor.get("/ru/faq/доставка/где-моя-посылка")).text
    assert found


async def test_it_takes_what_is_sent_to_a_language_that_was_just_switched_off(acme: Any) -> None:
    await speak(acme, "en")
    answer = await acme.visitor.post("/it/tickets/new", data={"email": "a@b.example", "subject": "x", "message": "y"})
    assert (answer.status_code, answer.headers["location"]) == (307, "/en/tickets/new")


@pytest.mark.parametrize(
    ("asked", "there"),
    [("/IT/faq/x", "/it/faq/x"), ("/it-CH/", "/it/"), ("/it_IT/search?q=a", "/it/search?q=a"), ("/pt-BR/", "/en/")],
)
async def test_it_leads_another_spelling_to_the_language_that_is_meant(acme: Any, asked: str, there: str) -> None:
    answer = await acme.visitor.get(asked)
    assert (answer.status_code, answer.headers["location"]) == (307, there)


@pytest.mark.parametrize(
    ("wish", "there"),
    [
        ("IT-it", "/it/"),
        ("it-Latn-CH", "/it/"),
        ("xx-YY, zz;q=0.9, q", "/en/"),
        ("fr;q=0.9, it;q=0.2, *;q=0.1", "/it/"),
        ("it;q=0", "/en/"),
        ("it;q=banana, \x07, ;;;, en;q=0.1", "/en/"),
        ("x" * 10_000, "/en/"),
        (", ".join(["q-x"] * 10) + ", it, " + "zz-ZZ;q=0.3, " * 800, "/it/"),
        ("", "/en/"),
    ],
)
async def test_it_understands_any_wish_of_a_browser(acme: Any, wish: str, there: str) -> None:
    answer = await acme.visitor.get("/", headers={"accept-language": wish})
    assert (answer.status_code, answer.headers["location"]) == (302, there)


async def test_what_somebody_chose_comes_before_their_account_and_the_account_before_the_browser(acme: Any) -> None:
    await speak(acme, "en", "it", "ru")
    async with acme.unit():
        await unit.execute("UPDATE person SET language = 'ru' WHERE id = $1", acme.carl.id)
    session = acme.carl.client.headers["cookie"]
    browser = {"accept-language": "it"}
    assert (await acme.carl.get("/", headers=browser)).headers["location"] == "/ru/"
    chosen = {"cookie": f"{session}; language=en"}
    assert (await acme.carl.get("/", headers=browser | chosen)).headers["location"] == "/en/"
    gone = {"cookie": f"{session}; language=de"}
    assert (await acme.carl.get("/", headers=browser | gone)).headers["location"] == "/ru/"


async def test_a_choice_on_one_page_is_remembered_where_the_address_names_no_language(acme: Any) -> None:
    page = await acme.visitor.get("/en/")
    assert 'href="/it/"' in page.text
    answer = await acme.visitor.get("/language/it?next=/it/")
    assert answer.headers["location"] == "/it/"
    assert "language=it" in answer.headers["set-cookie"]


async def test_an_article_whose_topic_has_no_name_in_its_language_is_in_the_sitemap(acme: Any) -> None:
    manual = await topic(acme, en="Manual")
    found = await article(acme, manual, "Zebra")
    await translate(acme, found, "it", "Zebra italiana", "Parole.")
    italian = (await acme.visitor.get("/it/sitemap.xml")).text
    assert f"<loc>http://{acme.host}/it/faq/manual/zebra-italiana</loc>" in italian


async def test_a_topic_without_a_name_in_this_language_points_to_where_it_has_one(acme: Any) -> None:
    manual = await topic(acme, en="Manual")
    await article(acme, manual, "Zebra")
    assert f'rel="canonical" href="http://{acme.host}/en/faq/manual"' in (await acme.visitor.get("/it/faq/manual")).text
    assert f'rel="canonical" href="http://{acme.host}/it/"' in (await acme.visitor.get("/it/")).text


async def test_a_topic_without_a_name_in_this_language_says_so(acme: Any) -> None:
    manual = await topic(acme, en="Manual")
    await article(acme, manual, "Zebra")
    for path in ("/it/", "/it/faq/manual"):
        page = (await acme.visitor.get(path)).text
        assert 'lang="en" dir="auto">Manual<' in page
        assert 'class="language-tag"' in page
    assert 'class="language-tag"' not in (await acme.visitor.get("/en/faq/manual")).text


async def test_it_stays_on_the_page_of_a_form_that_was_filled_in_wrongly(acme: Any) -> None:
    wrong = {"language": "xx", "zone": "Nowhere"}
    for origin, there in ((acme.host, "/it/account"), ("evil.example", "/it/account/profile")):
        headers = {"referer": f"http://{origin}/en/account"}
        answer = await acme.carl.client.post("/en/account/profile", data=wrong, headers=headers)
        assert answer.status_code == 422
        assert f'href="{there}"' in answer.text
