"""Articles in files for translators: out and in alike, nothing lost on the way, nobody's rights widened."""

import csv
import io
from typing import Any
from uuid import UUID

import pytest
from tests_faq import article, speak, topic, translate

from i18n.exchange import Entry, po, sheet, xliff
from polydesk.faq import editing
from polydesk.faq.editing import Writing
from polydesk.faq.markup import LONGEST
from polydesk.faq.preparing import Text
from polydesk.faq.versions import versions_of
from polydesk.faq.writing import save_text
from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM, acting_as
from tenants import branding, roles
from tenants.directory import Brand

PAGE = "/admin/languages/exchange"
PICTURE = "/files/01890000-0000-7000-8000-00000000000a"
BODY = f"""# What comes when

- **Two days** with {{{{carrier}}}}, see [the list](https://acme.example/en/parcels)
- `=SUM(A1)`; "quoted", 'too'\t\\n and <b>&amp;

![A parcel]({PICTURE})

| a | b |
|---|---|
| 1 | 2 |
"""
IT = BODY.replace("What comes when", "Che cosa arriva").replace("Two days", "Due giorni")
DE = BODY.replace("What comes when", "Was wann kommt").replace("Two days", "Zwei Tage")


async def export(house: Any, form: str, language: str = "it") -> bytes:
    answer = await house.olga.get(f"{PAGE}/file", params={"form": form, "language": language})
    assert answer.status_code == 200
    return bytes(answer.content)


async def send(house: Any, content: bytes, name: str = "texts.po") -> Any:
    return await house.olga.post(PAGE, {}, files={"file": (name, content, "application/octet-stream")})


async def send_sheet(house: Any, *rows: tuple[str, ...], head: tuple[str, ...] = ("id", "source", "en", "it")) -> Any:
    target = io.StringIO()
    csv.writer(target).writerows([head, *rows])
    return await send(house, target.getvalue().encode(), "texts.csv")


async def opened(house: Any, found: UUID, language: str = "it") -> Writing:
    async with house.unit():
        return await editing.open_text(found, language)


async def write_source(house: Any, found: UUID, title: str, body: str) -> None:
    with acting_as(SYSTEM):
        async with house.unit():
            await save_text(found, "en", Text(title, body))


@pytest.fixture
async def parcels(spoken: Any) -> UUID:
    """An article in three languages, the German one a draft."""
    found = await article(spoken, await topic(spoken, en="Delivery", it="Consegna"), "-Parcels", BODY, keywords="post")
    await translate(spoken, found, "it", "=Pacchi", IT)
    await translate(spoken, found, "de", "Pakete", DE, state="draft")
    return found


def entries_in(content: bytes, form: str) -> list[Entry]:
    read = {"po": po.read, "xlf": xliff.read, "csv": sheet.read}[form]
    return [entry for entry in read(content) if entry.place.startswith("article/")]


@pytest.mark.parametrize("form", ["po", "xlf", "csv"])
async def test_it_goes_out_and_comes_back_without_a_change(spoken: Any, parcels: UUID, form: str) -> None:
    for language, title, body in (("it", "=Pacchi", IT), ("de", "Pakete", DE)):
        content = await export(spoken, form, language)
        found = {entry.place: entry for entry in entries_in(content, form) if entry.language == language}
        assert set(found) == {f"article/{parcels}.title", f"article/{parcels}.body"}
        assert found[f"article/{parcels}.title"].target == title
        assert found[f"article/{parcels}.body"].target == body.strip()
        assert found[f"article/{parcels}.body"].source == BODY.strip()
        answer = await send(spoken, content, f"texts.{form}")
        assert answer.headers["location"] == f"{PAGE}?taken=0&unsure=0"
        assert await export(spoken, form, language) == content
        assert (await opened(spoken, parcels, language)).revision == 1


@pytest.mark.parametrize("form", ["po", "xlf", "csv"])
async def test_what_was_translated_is_one_new_revision_in_the_state_it_had(
    spoken: Any, parcels: UUID, form: str
) -> None:
    content = (await export(spoken, form)).replace(b"=Pacchi", b"=Spedizioni").replace(b"Due giorni", b"Tre giorni")
    answer = await send(spoken, content, f"texts.{form}")
    assert answer.headers["location"] == f"{PAGE}?taken=2&unsure=0"
    text = await opened(spoken, parcels)
    assert (text.title, text.body) == ("=Spedizioni", IT.replace("Due", "Tre").strip())
    assert (text.revision, text.state, text.is_outdated) == (2, "published", False)
    async with spoken.unit():
        assert (await versions_of(parcels, "it"))[0].by_name
        assert await unit.fetchval("SELECT count(*) FROM audit WHERE action = 'texts.imported'") == 1
    assert entries_in(await export(spoken, form), form) != []


async def test_a_language_that_is_new_begins_as_a_draft(spoken: Any, parcels: UUID) -> None:
    content = (await export(spoken, "po", "pl")).decode()
    filled = content.replace('msgid "-Parcels"\nmsgstr ""', 'msgid "-Parcels"\nmsgstr "Paczki"')
    assert filled != content
    assert (await send(spoken, filled.encode())).headers["location"] == f"{PAGE}?taken=1&unsure=0"
    text = await opened(spoken, parcels, "pl")
    assert (text.title, text.body, text.state, text.revision) == ("Paczki", "", "draft", 1)


async def test_a_body_without_a_title_is_refused_at_the_title(spoken: Any, parcels: UUID) -> None:
    head = ("id", "source", "en", "pl")
    answer = await send_sheet(spoken, (f"article/{parcels}.body", "en", BODY, BODY.replace("Two", "Dwa")), head=head)
    assert answer.status_code == 422
    assert f"article/{parcels}.title" in answer.text
    assert "Please fill this in." in answer.text
    assert (await opened(spoken, parcels, "pl")).is_new


async def test_a_translation_of_an_older_source_shows_as_outdated(spoken: Any, parcels: UUID) -> None:
    content = (await export(spoken, "po")).replace(b"Due giorni", b"Tre giorni")
    await write_source(spoken, parcels, "-Parcels", BODY.replace("Two", "Five"))
    assert (await send(spoken, content)).headers["location"] == f"{PAGE}?taken=1&unsure=0"
    text = await opened(spoken, parcels)
    assert "Tre giorni" in text.body
    assert (text.is_outdated, text.source_revision) == (True, 1)
    again = (await export(spoken, "po")).decode()
    assert again.count("#, fuzzy") == 1, "the title says still what its source says"
    confirmed = again.replace("#, fuzzy\n", "").replace("Tre giorni", "Cinque giorni")
    assert (await send(spoken, confirmed.encode())).headers["location"] == f"{PAGE}?taken=1&unsure=0"
    assert not (await opened(spoken, parcels)).is_outdated


async def test_one_of_a_source_that_never_was_shows_as_outdated_too(spoken: Any, parcels: UUID) -> None:
    answer = await send_sheet(spoken, (f"article/{parcels}.title", "en", "Something else", "Pacchetti"))
    assert answer.headers["location"] == f"{PAGE}?taken=1&unsure=0"
    assert (await opened(spoken, parcels)).is_outdated


async def test_a_translator_who_takes_the_marks_away_finds_it_still_right(spoken: Any, parcels: UUID) -> None:
    await write_source(spoken, parcels, "Our parcels", BODY.replace("Two", "Five"))
    content = (await export(spoken, "po")).decode()
    assert content.count("#, fuzzy") == 2
    await send(spoken, content.replace("#, fuzzy\n", "").encode())
    text = await opened(spoken, parcels)
    assert (text.is_outdated, text.revision) == (False, 1)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("https://acme.example/en/parcels", "https://elsewhere.example/", "It lacks https://acme.example/en/parcels."),
        (f"![A parcel]({PICTURE})", "", f"It lacks {PICTURE}."),
        (PICTURE, PICTURE.replace("000a", "000b"), f"It lacks {PICTURE}."),
        ("{{carrier}}", "il corriere", "It lacks"),
        ("Due giorni", "<script>alert(1)</script>", "Scripts and other code have no place in a text."),
        ("https://acme.example/en/parcels", "javascript:alert(1)", "Scripts and other code have no place in a text."),
        ("Due giorni", "x" * LONGEST, "Please enter at most"),
    ],
)
async def test_what_got_lost_or_came_in_is_refused_with_its_line_and_nothing_is_imported(
    spoken: Any, parcels: UUID, before: str, after: str, said: str
) -> None:
    body = IT.replace(before, after)
    assert body != IT
    answer = await send_sheet(
        spoken, (f"article/{parcels}.title", "en", "-Parcels", "Altro"), (f"article/{parcels}.body", "en", BODY, body)
    )
    assert answer.status_code == 422
    assert "<td>3</td>" in answer.text
    assert said in answer.text
    assert (await opened(spoken, parcels)).title == "=Pacchi"


async def test_a_link_may_lead_to_the_page_in_the_readers_language(spoken: Any, parcels: UUID) -> None:
    body = IT.replace("/en/parcels", "/it/pacchi")
    answer = await send_sheet(spoken, (f"article/{parcels}.body", "en", BODY, body))
    assert answer.headers["location"] == f"{PAGE}?taken=1&unsure=0"


async def test_an_example_of_code_that_the_source_shows_is_no_script(spoken: Any) -> None:
    shown = "Paste this:\n\n    <script src=x></script> {{ 1 }}"
    found = await article(spoken, await topic(spoken, en="Code"), "Snippet", shown)
    row = (f"article/{found}.body", "en", shown, shown.replace("Paste this", "Incollate"))
    answer = await send_sheet(spoken, (f"article/{found}.title", "en", "Snippet", "Frammento"), row)
    assert answer.headers["location"] == f"{PAGE}?taken=2&unsure=0"
    assert "<script" not in (await opened(spoken, found)).html


@pytest.mark.parametrize("key", ["{id}.title", "{id}.body", "{id}", "{id}.slug"])
async def test_an_article_of_another_house_is_no_text_of_this_one(
    spoken: Any, globex: Any, parcels: UUID, key: str
) -> None:
    await speak(globex, "en", "it")
    theirs = await article(globex, await topic(globex, en="Theirs"), "Secret")
    place = f"article/{key.format(id=theirs)}"
    answer = await send_sheet(spoken, (f"article/{parcels}.title", "en", "", "Altro"), (place, "en", "Secret", "Preso"))
    assert answer.status_code == 422
    assert "There is no such text here." in answer.text
    assert (await opened(spoken, parcels)).title == "=Pacchi"
    assert (await opened(globex, theirs)).is_new


async def test_who_may_not_publish_changes_no_published_text_and_nothing_before_it(
    spoken: Any, parcels: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with spoken.unit():
        await branding.change_brand(Brand(taglines={"en": "Tools", "it": "Attrezzi"}))
    content = (await export(spoken, "po")).replace(b"Attrezzi", b"Utensili").replace(b"=Pacchi", b"=Colli")
    monkeypatch.setitem(roles.PERMISSIONS, "owner", roles.PERMISSIONS["owner"] - {"faq.publish"})
    answer = await send(spoken, content)
    assert answer.status_code == 422
    assert "An admin publishes" in answer.text
    assert b"Attrezzi" in await export(spoken, "po")
    assert (await opened(spoken, parcels)).title == "=Pacchi"


@pytest.mark.parametrize("form", ["po", "xlf", "csv"])
async def test_a_huge_body_travels_whole(spoken: Any, form: str) -> None:
    paragraph = "Ünë línea, “quoted” " * 40 + "\n\n"
    huge = (paragraph * LONGEST)[: LONGEST - 1] + "."
    found = await article(spoken, await topic(spoken, en="Long"), "Long", huge)
    await translate(spoken, found, "it", "Lungo", huge.replace("quoted", "citato"))
    content = await export(spoken, form)
    assert (await send(spoken, content, f"texts.{form}")).headers["location"] == f"{PAGE}?taken=0&unsure=0"
    answer = await send(spoken, content.replace(b"citato", b"citata"), f"texts.{form}")
    assert answer.headers["location"] == f"{PAGE}?taken=1&unsure=0"
    assert (await opened(spoken, found)).body == huge.replace("quoted", "citata")


async def test_an_article_stays_at_home_once_it_is_archived_in_every_language(spoken: Any) -> None:
    old = await topic(spoken, en="Old")
    gone = await article(spoken, old, "Old", state="archived")
    half = await article(spoken, old, "Older", state="archived")
    await translate(spoken, half, "it", "Vecchio", "Parole.")
    content = (await export(spoken, "csv")).decode()
    assert str(gone) not in content
    assert str(half) in content


@pytest.mark.parametrize("form", ["po", "xlf"])
async def test_an_article_that_was_written_in_another_language_travels_from_that_one(spoken: Any, form: str) -> None:
    found = await article(spoken, await topic(spoken, en="Delivery"), "Pacchi", IT, language="it")
    await translate(spoken, found, "en", "Parcels", BODY)
    assert "Translate from" in (await spoken.olga.get(PAGE)).text
    assert not entries_in(await export(spoken, form), form)

    async def from_italian(language: str) -> bytes:
        query = {"form": form, "language": language, "source": "it"}
        return bytes((await spoken.olga.get(f"{PAGE}/file", params=query)).content)

    content = await from_italian("en")
    bodies = {entry.place: (entry.source, entry.target) for entry in entries_in(content, form)}
    assert bodies[f"article/{found}.body"] == (IT.strip(), BODY.strip())
    answer = await send(spoken, content, f"texts.{form}")
    assert answer.headers["location"] == f"{PAGE}?taken=0&unsure=0"
    assert await from_italian("en") == content
    answer = await send(spoken, content.replace(b"Two days", b"Three days"), f"texts.{form}")
    assert answer.headers["location"] == f"{PAGE}?taken=1&unsure=0"
    assert not (await opened(spoken, found, "en")).is_outdated
    refused = await spoken.olga.get(f"{PAGE}/file", params={"form": form, "language": "it", "source": "it"})
    assert refused.status_code == 422
