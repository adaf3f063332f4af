"""Export and import: a round trip changes nothing, a translated file changes what it says, a wrong line stops it all."""

from typing import Any

import pytest
from tests_faq import topic

from i18n.exchange import po
from polydesk.kernel import unit
from polydesk.kernel.wording import Kind, Phrase, declare
from polydesk.kernel.wording import phrases as registry
from polydesk.tickets.statuses import own_status, rename_own_status
from polydesk.translating.surveying import survey
from tenants import branding
from tenants.directory import Brand

PAGE = "/admin/languages/exchange"


async def export(house: Any, form: str, language: str = "it") -> bytes:
    answer = await house.olga.get(f"{PAGE}/file", params={"form": form, "language": language})
    assert answer.status_code == 200
    assert f".{form}" in answer.headers["content-disposition"]
    return bytes(answer.content)


async def send(house: Any, content: bytes, name: str = "texts.po") -> Any:
    return await house.olga.post(PAGE, {}, files={"file": (name, content, "application/octet-stream")})


async def names(house: Any, repair: Any) -> dict[str, str]:
    async with house.unit():
        found = await own_status(repair.id)
        assert found is not None
        return found.names


@pytest.fixture
async def furnished(spoken: Any, repair: Any) -> Any:
    """A status, a brand with awkward words, a topic."""
    async with spoken.unit():
        await branding.change_brand(
            Brand(
                taglines={"en": "=Tools, that “last”", "it": "'Attrezzi'", "de": "-Werkzeug <&>"},
                footers={"en": "Acme Ltd\nVia Roma 1; 00100", "it": "Acme Srl\nVia Roma 1"},
                legal=[{"labels": {"en": "Privacy"}, "urls": {"en": "https://acme.example/privacy"}}],
            )
        )
    await topic(spoken, en="Billing", it="Fatture")
    return spoken


@pytest.mark.parametrize("form", ["po", "xlf", "csv"])
async def test_a_round_trip_changes_nothing(furnished: Any, repair: Any, form: str) -> None:
    async with furnished.unit():
        await rename_own_status(repair, names={**repair.names, "en": "At the repair shop"})
        before = (await survey(["en", "it", "de", "pl"], "en")).gaps
        noted = await unit.fetchval("SELECT count(*) FROM audit")
    content = await export(furnished, form)
    answer = await send(furnished, content, f"texts.{form}")
    assert answer.headers["location"].startswith(f"{PAGE}?taken=0&unsure=0")
    async with furnished.unit():
        assert (await survey(["en", "it", "de", "pl"], "en")).gaps == before
        assert await unit.fetchval("SELECT count(*) FROM audit") == noted
    assert await export(furnished, form) == content


@pytest.mark.parametrize("form", ["po", "xlf", "csv"])
async def test_what_was_translated_is_taken(furnished: Any, repair: Any, form: str) -> None:
    content = (await export(furnished, form)).decode()
    assert content.count("Fatture") == 1
    answer = await send(
        furnished, content.replace("Fatture", "Fatturazione").replace("In riparazione", "In officina").encode()
    )
    assert answer.headers["location"] == f"{PAGE}?taken=2&unsure=0"
    assert "2 texts were imported." in (await furnished.olga.get(answer.headers["location"])).text
    assert (await names(furnished, repair)) == {"en": "In repair", "it": "In officina"}
    assert "Fatturazione" in (await export(furnished, form)).decode()
    async with furnished.unit():
        assert await unit.fetchval("SELECT count(*) FROM audit WHERE action = 'texts.imported'") == 1


async def test_a_translation_of_an_older_source_shows_as_outdated(furnished: Any, repair: Any) -> None:
    content = (await export(furnished, "po")).decode().replace("In riparazione", "In officina")
    async with furnished.unit():
        await rename_own_status(repair, names={**repair.names, "en": "Spares ordered"})
    await send(furnished, content.encode())
    page = (await furnished.olga.get(f"/admin/languages/texts/ticket_status/{repair.id}")).text
    card = page.split('id="in-it"')[1].split("</section>")[0]
    assert "Outdated" in card
    assert "<del>In" in card
    assert "In officina" in card


async def test_a_translator_who_takes_the_mark_away_finds_it_still_right(furnished: Any, repair: Any) -> None:
    async with furnished.unit():
        await rename_own_status(repair, names={**repair.names, "en": "In repair now"})
    content = (await export(furnished, "po")).decode()
    assert "#, fuzzy" in content
    assert (await send(furnished, content.encode())).headers["location"] == f"{PAGE}?taken=0&unsure=0"
    assert (
        (await send(furnished, content.replace("#, fuzzy\n", "").encode()))
        .headers["location"]
        .startswith(f"{PAGE}?taken=1")
    )
    async with furnished.unit():
        found = await survey(["en", "it"], "en")
    assert not [gap for gap in found.gaps if gap.kind.name == "ticket_status"]


async def test_what_is_not_finished_is_left_alone_and_counted(furnished: Any, repair: Any) -> None:
    content = (await export(furnished, "po")).decode()
    unsure = content.replace('msgctxt "ticket_status', '#, fuzzy\nmsgctxt "ticket_status').replace(
        "In riparazione", "Boh"
    )
    answer = await send(furnished, unsure.encode())
    assert answer.headers["location"] == f"{PAGE}?taken=0&unsure=1"
    assert await names(furnished, repair) == repair.names


async def test_wrong_lines_are_named_and_nothing_is_imported(furnished: Any, repair: Any) -> None:
    content = (await export(furnished, "po")).decode().replace("In riparazione", "In officina")
    wrong = content.replace("Fatture", "<script>alert(1)</script>")
    wrong += '\nmsgctxt "ticket_status/00000000-0000-7000-8000-000000000000"\nmsgid "x"\nmsgstr "y"\n'
    answer = await send(furnished, wrong.encode())
    assert answer.status_code == 422
    assert "Nothing was imported." in answer.text
    assert "Scripts and other code have no place in a text." in answer.text
    assert "There is no such text here." in answer.text
    line = next(n for n, text in enumerate(wrong.splitlines(), 1) if "<script>" in text) - 1
    assert f"<td>{line}</td>" in answer.text
    assert "<script>alert" not in answer.text
    assert await names(furnished, repair) == repair.names


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("ticket_status/{id},In repair,{long},", "at most 40 characters"),
        ("ticket_status/{id},In repair,,x", "This language is not switched on."),
        ("nothing/at-all,x,y,", "There is no such text here."),
        ("article/{id},x,y,", "There is no such text here."),
    ],
)
async def test_lines_of_a_sheet_are_refused_with_their_reason(furnished: Any, repair: Any, row: str, said: str) -> None:
    text = "id,source,it,fr\n" + row.format(id=repair.id, long="x" * 41) + "\n"
    answer = await send(furnished, text.encode(), "texts.csv")
    assert answer.status_code == 422
    assert said in answer.text
    assert await names(furnished, repair) == repair.names


async def test_a_text_that_stands_there_twice_is_refused(furnished: Any, repair: Any) -> None:
    text = f"id,source,it\nticket_status/{repair.id},x,Uno\nticket_status/{repair.id},x,Due\n"
    assert "more than once" in (await send(furnished, text.encode(), "texts.csv")).text


async def test_lost_placeholders_and_failing_saves_undo_the_whole_file(furnished: Any, repair: Any) -> None:
    from i18n import lazy
    from polydesk.kernel.refusals import Conflict

    async def phrases() -> list[Phrase]:
        return [Phrase("one", "Greeting", {"en": "Hi {{who}}"}, shape="text", limit=500)]

    async def save(key: str, texts: dict[str, str]) -> None:
        raise Conflict("Not today.")

    declare(Kind("zz_trial", lazy("Settings"), phrases, save))
    try:
        content = (await export(furnished, "po")).decode().replace("In riparazione", "In officina")
        lost = content.replace('msgid "Hi {{who}}"\nmsgstr ""', 'msgid "Hi {{who}}"\nmsgstr "Ciao"')
        answer = await send(furnished, lost.encode())
        assert (answer.status_code, "It lacks" in answer.text) == (422, True)
        late = content.replace('msgid "Hi {{who}}"\nmsgstr ""', 'msgid "Hi {{who}}"\nmsgstr "Ciao {{who}}"')
        answer = await send(furnished, late.encode())
        assert (answer.status_code, "Not today." in answer.text) == (422, True)
    finally:
        registry._kinds.pop("zz_trial")
    assert await names(furnished, repair) == repair.names


@pytest.mark.parametrize(
    "content", [b"", b" \n", b"\x89PNG\r\n", b"<html></html>", b"<!DOCTYPE x><x/>", b"id\n", b"{}"]
)
async def test_a_file_that_is_none_is_refused_beside_the_field(furnished: Any, content: bytes) -> None:
    answer = await send(furnished, content)
    assert answer.status_code == 422
    assert 'id="f-file-error"' in answer.text


@pytest.mark.parametrize("letter", ["0000", "D800"])
async def test_letters_that_nothing_can_keep_are_left_out(furnished: Any, repair: Any, letter: str) -> None:
    content = (await export(furnished, "xlf")).decode().replace("In riparazione", "In officina")
    odd = content.replace("<source>In repair", f'<source>In <cp hex="{letter}"/>repair now')
    assert odd != content
    answer = await send(furnished, odd.encode(), "texts.xlf")
    assert answer.headers["location"] == f"{PAGE}?taken=1&unsure=0"
    assert (await names(furnished, repair))["it"] == "In officina"


async def test_a_form_without_a_file_is_told_to_choose_one(furnished: Any) -> None:
    answer = await furnished.olga.post(PAGE, {})
    assert answer.status_code == 422
    assert "Please choose a file." in answer.text


@pytest.mark.parametrize("query", ["form=exe&language=it", "form=po&language=xx", "form=po", "form=xlf&language=fr"])
async def test_only_files_that_there_are_can_be_had(furnished: Any, query: str) -> None:
    assert (await furnished.olga.get(f"{PAGE}/file?{query}")).status_code == 404


async def test_another_house_takes_nothing_of_a_file(furnished: Any, globex: Any, repair: Any) -> None:
    async with globex.unit():
        await unit.execute("UPDATE tenant SET languages = '{en,it}' WHERE id = $1", globex.id)
    content = (await export(furnished, "po")).replace(b"In riparazione", b"Preso")
    answer = await globex.mallory.post(PAGE, {}, files={"file": ("texts.po", content, "text/plain")})
    assert answer.status_code == 422
    assert await names(furnished, repair) == repair.names
    assert po.read((await globex.mallory.get(f"{PAGE}/file?form=po&language=it")).content) == []
