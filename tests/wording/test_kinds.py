"""Every kind of text goes through the verb of its slice, whoever writes it: the slice's own form or the editor."""

from typing import Any

import pytest
from tests_faq import article, topic
from tests_sla import Desk

from polydesk.faq.categories import category_texts
from polydesk.kernel import unit
from polydesk.kernel.wording import find, kinds
from polydesk.schedules.queries import schedule
from polydesk.sla.policy_queries import policy
from surveys.form_choice import standard
from surveys.form_version import numbered
from tenants import branding
from tenants.directory import Brand


async def write(house: Any, kind: str, key: str, **texts: str) -> Any:
    form = {f"text_{code}": text for code, text in texts.items()}
    return await house.olga.post(f"/admin/languages/texts/{kind}/{key}", form)


async def test_the_kinds_of_today_are_there(product: Any) -> None:
    names = {kind.name for kind in kinds()}
    assert names >= {"ticket_status", "brand", "legal_link", "faq_category", "article", "survey_form"}
    assert names >= {"sla_policy", "schedule"}
    assert [kind.seen_by_customers for kind in kinds()] == sorted(
        (kind.seen_by_customers for kind in kinds()), reverse=True
    )


async def test_headings_and_links_of_the_portal(spoken: Any) -> None:
    async with spoken.unit():
        legal = [{"labels": {"en": "Privacy"}, "urls": {"en": "https://acme.example/p"}}]
        await branding.change_brand(Brand(taglines={"en": "Tools that last"}, legal=legal))
    assert (await write(spoken, "brand", "tagline", en="Tools that last", de="Werkzeug, das hält")).status_code == 303
    assert (await write(spoken, "legal_link", "1", en="Privacy", de="Datenschutz")).status_code == 303
    page = (await spoken.visitor.get("/de/")).text
    assert "Werkzeug, das hält" in page
    assert 'href="https://acme.example/p"' in page
    assert "Datenschutz" in page
    assert (await write(spoken, "legal_link", "2", en="Mine")).status_code == 404


async def test_a_topic_gets_its_name_and_its_address(spoken: Any) -> None:
    billing = await topic(spoken, en="Billing")
    await article(spoken, billing, "Refunds")
    assert (await write(spoken, "faq_category", f"{billing}.name", en="Billing", de="Rechnungen")).status_code == 303
    assert (await spoken.visitor.get("/de/faq/rechnungen")).status_code == 200
    assert (await write(spoken, "faq_category", f"{billing}.description", en="Money", de="Geld")).status_code == 303
    refused = await write(spoken, "faq_category", f"{billing}.description", en="Money", de="Geld", it="Soldi")
    assert refused.status_code == 422
    assert "Write the name first." in refused.text
    assert "Soldi" in refused.text
    async with spoken.unit():
        assert set(await category_texts(billing)) == {"en", "de"}


async def test_the_texts_of_a_survey_are_published_as_a_version(spoken: Any) -> None:
    async with spoken.unit():
        form_id = (await standard()).form_id
    key = f"{form_id}.question"
    assert (await write(spoken, "survey_form", key, en="Are you happy?", de="Zufrieden?")).status_code == 303
    async with spoken.unit():
        asked = await standard()
        assert (asked.no, asked.content.question) == (2, {"en": "Are you happy?", "de": "Zufrieden?"})
        assert (await numbered(form_id, 1)).content.question == {}
    assert (await write(spoken, "survey_form", f"{form_id}.reason.gone", en="Slow")).status_code == 404


async def test_names_of_policies_and_hours(spoken: Any) -> None:
    desk = await Desk.opens(spoken)
    async with spoken.unit():
        called, hours = (await policy(desk.policy_id)).draft.names["en"], desk.schedule_id
    assert (await write(spoken, "sla_policy", str(desk.policy_id), en=called, it="Oro")).status_code == 303
    assert (await write(spoken, "schedule", str(hours), en="Support hours", it="Ufficio")).status_code == 303
    async with spoken.unit():
        assert (await policy(desk.policy_id)).draft.names == {"en": called, "it": "Oro"}
        row = await schedule(hours)
        assert (row.name, row.names) == ("Support hours", {"it": "Ufficio"})
    async with spoken.unit():
        await unit.execute("UPDATE member SET language = 'it' WHERE id = $1", spoken.ada.id)
    assert "Ufficio" in (await spoken.ada.get("/admin/hours")).text
    assert (await write(spoken, "schedule", str(hours), en="Workshop", it="Ufficio")).status_code == 303
    page = (await spoken.olga.get(f"/admin/languages/texts/schedule/{hours}")).text
    assert "Outdated" in page.split('id="in-it"')[1].split("</section>")[0]


@pytest.mark.parametrize("kind", ["article", "nothing", "ticket_status"])
async def test_articles_have_a_page_of_their_own(spoken: Any, kind: str) -> None:
    refunds = await article(spoken, await topic(spoken, en="Billing"), "Refunds")
    assert (await spoken.olga.get(f"/admin/languages/texts/{kind}/{refunds}")).status_code == 404
    found = find("article")
    assert found is not None
    assert found.has_own_editor


async def test_the_form_of_a_topic_keeps_what_was_typed_and_says_which_name_is_missing(spoken: Any) -> None:
    form = {"name_en": "Billing", "name_it": "x" * 121, "description_de": "Alles über Geld", "icon": "book"}
    answer = await spoken.olga.post("/admin/faq/categories", form)
    assert answer.status_code == 422
    assert "at most 120 characters" in answer.text
    assert 'href="#f-name_de"' in answer.text
    assert "Alles über Geld" in answer.text
    right = form | {"name_it": "Fatture", "name_de": "Rechnungen"}
    assert (await spoken.olga.post("/admin/faq/categories", right)).status_code == 303
    page = (await spoken.olga.get("/admin/languages?language=pl&kind=faq_category")).text
    assert "Billing" in page
