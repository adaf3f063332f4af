"""Switching a language off while texts use it: kept, hidden, told; and back with everything."""

from typing import Any

import pytest
from tests_faq import article, topic, translate

from polydesk.kernel import unit


async def test_what_is_written_in_it_is_kept_hidden_and_told(spoken: Any, repair: Any) -> None:
    billing = await topic(spoken, en="Billing", it="Fatture")
    refunds = await article(spoken, billing, "Refunds")
    await translate(spoken, refunds, "it", "Rimborsi", "Come li facciamo.")
    assert "Rimborsi" in (await spoken.visitor.get("/it/")).text
    answer = await spoken.olga.post("/admin/languages/spoken/it/removal")
    assert answer.headers["location"] == "/admin/languages?told=it#languages"
    told = (await spoken.olga.get("/admin/languages?told=it")).text
    assert "Switched off: Italian. 3 texts in it are kept." in told
    for path in ("/it/", "/it/faq/fatture/rimborsi"):
        assert (await spoken.visitor.get(path)).status_code in (302, 303, 307, 404)
    for path in ("/en/", "/en/search?q=rimborsi", "/en/sitemap.xml", "/sitemap.xml", "/en/faq/billing/refunds"):
        page = (await spoken.visitor.get(path)).text
        assert "Rimborsi" not in page
        assert "/it/faq" not in page
    await spoken.olga.post("/admin/languages/spoken", {"language": "it"})
    assert "Rimborsi" in (await spoken.visitor.get("/it/")).text


async def test_the_default_language_stays(spoken: Any) -> None:
    answer = await spoken.olga.post("/admin/languages/spoken/en/removal")
    assert answer.status_code == 400
    assert "Choose another one in the settings first" in answer.text


@pytest.mark.parametrize("language", ["", "xx", "EN", "zz-ZZ", "../..", "x" * 3000, "\x00"])
async def test_only_languages_of_the_product_are_switched_on(spoken: Any, language: str) -> None:
    assert (await spoken.olga.post("/admin/languages/spoken", {"language": language})).status_code in (400, 404, 422)
    async with spoken.unit():
        languages = await unit.fetchval("SELECT languages FROM tenant WHERE id = $1", spoken.id)
    assert languages == ["en", "it", "de", "pl"]


async def test_the_settings_lead_there_when_a_language_goes(spoken: Any, repair: Any) -> None:
    form = {"name": "Acme", "default_language": "en", "zone": "Europe/Rome", "languages": ["en"]}
    answer = await spoken.olga.post("/admin/settings", form)
    assert answer.headers["location"].startswith("/admin/languages?told=")
    assert "it" in answer.headers["location"]
