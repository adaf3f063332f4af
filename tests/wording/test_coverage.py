"""The coverage page: every kind of gap is found, those that customers meet most come first, a click opens the place."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests_faq import article, topic, translate

from polydesk.kernel import clock, tally, unit
from polydesk.kernel.web import reader
from polydesk.kernel.wording import Kind, Phrase, declare
from polydesk.tickets.statuses import add_own_status, rename_own_status
from polydesk.translating.faults import faults_in
from polydesk.translating.jobs import forget_gaps
from polydesk.translating.surveying import Gap, survey
from tenants import branding
from tenants.directory import Brand

LANGUAGES = ["en", "it", "de", "pl"]


async def gaps(acme: Any, kind: str = "") -> list[Gap]:
    async with acme.unit():
        found = await survey(LANGUAGES, "en")
    return [gap for gap in found.gaps if not kind or gap.kind.name == kind]


def whats(found: list[Gap], language: str) -> set[str]:
    return {fault.what for gap in found if gap.language == language for fault in gap.faults}


async def test_it_finds_what_is_missing_outdated_and_too_long(spoken: Any) -> None:
    async with spoken.unit():
        own = await add_own_status(category="open", names={"en": "Parts ordered", "it": "Pezzi ordinati"})
        too_long = "Warten auf Ersatzteile vom Hersteller"
        await rename_own_status(own, names={"en": "Spares ordered", "it": "Pezzi ordinati", "de": too_long})
    found = await gaps(spoken, "ticket_status")
    assert {language: whats(found, language) for language in LANGUAGES} == {
        "en": set(),
        "it": {"outdated"},
        "de": {"long"},
        "pl": {"missing"},
    }


@pytest.mark.parametrize(
    ("language", "text", "what"),
    [
        ("it", "Ciao {{customer.name}}, hai {{n|one: un ticket|many: # ticket|other: # ticket}}.", set()),
        ("it", "Ciao, hai {{n|one: un ticket|many: # ticket|other: # ticket}}.", {"placeholder"}),
        ("it", "Ciao {{customer.name}} {{nome}}, {{n|one: uno|many: #|other: #}}.", {"placeholder"}),
        ("it", "Ciao {{customer.name}}, {{n|one: uno|many: #|other: #}} {{Customer Name}}.", {"placeholder"}),
        ("it", "Ciao {{customer.name}}, hai {{n}} ticket.", {"plural"}),
        ("pl", "Cześć {{customer.name}}: {{n|one: # zgłoszenie|other: # zgłoszenia}}.", {"plural"}),
        ("pl", "Cześć {{customer.name}}: {{n|one: #|few: #|many: #|other: #}}.", set()),
        ("ja", "{{customer.name}}さん、チケットは{{n}}件です。", set()),
        ("ja", "{{customer.name}}さん、{{n|one: #|other: #件}}。", {"plural"}),
    ],
)
def test_it_sees_lost_placeholders_and_wrong_plurals(language: str, text: str, what: set[str]) -> None:
    source = "Hello {{customer.name}}, you have {{n|one: a ticket|other: # tickets}}."
    phrase = Phrase("hello", "Hello", {}, variables=frozenset({"customer.name", "n"}))
    assert {fault.what for fault in faults_in(text, language, source=source, phrase=phrase)} == what


async def test_what_nobody_wrote_is_no_gap(spoken: Any) -> None:
    assert await gaps(spoken) == []


async def test_articles_topics_and_headings_count(spoken: Any) -> None:
    async with spoken.unit():
        await branding.change_brand(Brand(taglines={"en": "Tools that last", "it": "Attrezzi"}))
    billing = await topic(spoken, en="Billing", it="Fatture")
    refunds = await article(spoken, billing, "Refunds")
    await translate(spoken, refunds, "it", "Rimborsi", "Come li facciamo.")
    found = await gaps(spoken)
    assert {(gap.kind.name, gap.language) for gap in found} == {
        (kind, language) for kind in ("brand", "faq_category", "article") for language in ("de", "pl")
    }
    [there] = {gap.url for gap in found if gap.kind.name == "article" and gap.language == "de"}
    assert there == f"/admin/faq/articles/{refunds}/de"
    assert (await spoken.olga.get(there)).status_code == 200


def _with_seats_of_their_own(house: Any, count: int) -> list[str]:
    """Browsers that share no seat: two of a few hundred may."""
    found: dict[int, str] = {}
    for number in range(100):
        found.setdefault(reader.seat_of(house.id, "127.0.0.1", f"browser {number}"), f"browser {number}")
    return list(found.values())[:count]


def test_it_tells_how_many_readers_there_were_without_knowing_them() -> None:
    for readers in (0, 1, 10, 200, 3_000):
        seats = {reader.seat_of(UUID(int=7), f"10.0.{n // 250}.{n % 250}", "browser") for n in range(readers)}
        assert abs(reader.readers_behind(len(seats)) - readers) <= max(1, readers * 0.08)


async def test_gaps_that_customers_meet_come_first_without_a_statement_for_each_view(spoken: Any) -> None:
    async with spoken.unit():
        await add_own_status(category="open", names={"en": "In repair"})
        await branding.change_brand(Brand(taglines={"en": "Tools that last", "it": "Attrezzi"}))
    billing = await topic(spoken, en="Billing")
    await article(spoken, billing, "Refunds")
    await tally.flush()
    readers = _with_seats_of_their_own(spoken, 3)
    for browser in (*readers, *readers):
        await spoken.visitor.get("/de/", headers={"user-agent": browser})
    await spoken.carl.get("/de/", headers={"user-agent": readers[0]})
    await spoken.visitor.get("/it/", headers={"user-agent": readers[1]})
    await spoken.olga.get("/pl/")  # a member looks at their own portal
    async with spoken.unit():
        assert await unit.fetchval("SELECT count(*) FROM text_gap") == 0
    await tally.flush()
    found = await gaps(spoken)
    met = {(gap.kind.name, gap.language): gap.met for gap in found}
    assert met["brand", "de"] == 3
    assert met["faq_category", "it"] == 1
    assert met["article", "de"] == 3
    assert all(times == 0 for (_kind, language), times in met.items() if language == "pl")
    assert [gap.met for gap in found] == sorted((gap.met for gap in found), reverse=True)
    page = (await spoken.olga.get("/admin/languages")).text
    assert "Met by 3 visitors in 30 days" in page
    assert page.index("Tools that last" if "Tools that last" in page else "Tagline") < page.index("In repair")


async def test_a_gap_counts_for_thirty_days(spoken: Any) -> None:
    async with spoken.unit():
        await branding.change_brand(Brand(taglines={"en": "Tools that last"}))
    await spoken.visitor.get("/de/")
    await tally.flush()
    assert max(gap.met for gap in await gaps(spoken)) == 1
    with clock.travel(clock.now() + timedelta(days=31)):
        assert max(gap.met for gap in await gaps(spoken)) == 0
        async with unit.platform():
            await forget_gaps()
    async with spoken.unit():
        assert await unit.fetchval("SELECT count(*) FROM text_gap") == 0


async def test_houses_meet_their_own_gaps(spoken: Any, globex: Any) -> None:
    async with spoken.unit():
        await branding.change_brand(Brand(taglines={"en": "Tools that last"}))
    await spoken.visitor.get("/de/")
    await tally.flush()
    async with globex.unit():
        assert (await survey(["en", "de"], "en")).gaps == []
        assert await unit.fetchval("SELECT count(*) FROM text_gap") == 0


async def test_the_next_gap_is_the_next_one(spoken: Any, repair: Any) -> None:
    answer = await spoken.olga.get("/admin/languages/next?language=de")
    assert answer.headers["location"] == f"/admin/languages/texts/ticket_status/{repair.id}#in-de"
    beyond = await spoken.olga.get(f"/admin/languages/next?language=de&after=ticket_status/{repair.id}")
    assert beyond.headers["location"] == "/admin/languages?language=de"


@pytest.mark.parametrize("query", ["language=xx", "kind=%00", "what=<script>", "page=99999", "page=-1", "told=<b>,de"])
async def test_it_takes_whatever_is_asked(spoken: Any, repair: Any, query: str) -> None:
    answer = await spoken.olga.get(f"/admin/languages?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace("<script src", "")


async def test_an_unknown_kind_of_shape_is_shown_by_its_kind(spoken: Any) -> None:
    async def phrases() -> list[Phrase]:
        return [Phrase("one", "Greeting", {"en": "Hi {{who}}", "it": "Ciao"}, shape="text")]

    async def save(key: str, texts: dict[str, str]) -> None: ...

    from i18n import lazy
    from polydesk.kernel.wording import phrases as registry

    declare(Kind("trial_kind", lazy("Settings"), phrases, save))
    try:
        assert whats(await gaps(spoken, "trial_kind"), "it") == {"placeholder"}
        page = (await spoken.olga.get("/admin/languages?what=placeholder")).text
        assert "Greeting" in page
    finally:
        registry._kinds.pop("trial_kind")
