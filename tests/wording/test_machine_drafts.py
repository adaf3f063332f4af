"""Drafts by a machine, with the company's own key: a real server on loopback stands for the service."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests_deepl import KEY, Twin, twin
from tests_faq import article, topic

from polydesk.kernel import outbox, unit
from polydesk.kernel.sealed import Unsealable, seal, unseal
from polydesk.kernel.settings import settings
from polydesk.tickets import categories
from polydesk.translating import by_deepl, drafting, drafting_batches, drafting_work
from polydesk.translating.masking import Lost, masked

PAGE = "/admin/languages/machine"


@pytest.fixture
def deepl(monkeypatch: pytest.MonkeyPatch) -> Iterator[Twin]:
    with twin() as server:
        chosen = replace(settings(), deepl_url=server.url)
        monkeypatch.setattr(by_deepl, "settings", lambda: chosen)
        yield server


@pytest.fixture
async def keyed(spoken: Any, deepl: Twin) -> Any:
    """acme with a key that opens."""
    assert (await spoken.olga.post(PAGE, {"key": KEY, "monthly_limit": "50000"})).status_code == 303
    await outbox.drain(spoken.id)
    return spoken


async def _category(house: Any, **names: str) -> str:
    async with house.unit():
        return f"/admin/languages/texts/ticket_category/{(await categories.add(names)).id}"


async def _names(house: Any) -> list[dict[str, str]]:
    async with house.unit():
        return [one.names for one in await categories.categories()]


def test_it_gives_the_machine_words_and_keeps_the_rest() -> None:
    text = (
        "# The order\n\n- See **the [page](https://example.com/a_b)** of {{company.name}} & `the code`\n\n"
        "| the a | ![the b](/p.png) |\n| --- | --- |\n| 1 | the\\*c |\n\n```sh\nthe\n```\nMail <a@example.com>."
    )
    held = masked(text, is_markdown=True)
    sent = [one.xml for one in held.segments]
    assert sent[1] == 'See <g id="0">the <g id="1">page</g></g> of <x id="2"/> &amp; <x id="3"/>'
    assert held.put_together(sent) == text
    assert held.put_together([one.replace("the ", "das ") for one in sent]).count("das ") == 3
    broken = ([one.replace('<x id="2"/>', "") for one in sent], [one.replace("<g", "<script") for one in sent])
    for back in (*broken, [f"* {one}" for one in sent]):
        with pytest.raises(Lost):
            held.put_together(back)


async def test_it_keeps_the_key_sealed_and_shows_it_never_again(keyed: Any, globex: Any) -> None:
    page = (await keyed.olga.get(PAGE)).text
    assert "The key works" in page
    assert KEY not in page
    async with keyed.unit():
        kept = await unit.fetchval("SELECT key FROM machine_account WHERE tenant_id = app.tenant_id()")
        told = await unit.fetch("SELECT action, changes::text AS said FROM audit WHERE action LIKE 'machine.%'")
        sealed = seal("x", purpose="a")
        with pytest.raises(Unsealable):
            unseal(sealed, purpose="b")
    assert KEY.encode() not in kept
    assert [row["action"] for row in told] == ["machine.key_set"]
    assert KEY not in told[0]["said"]
    async with globex.unit():
        with pytest.raises(Unsealable):
            unseal(sealed, purpose="a")
    assert (await keyed.alice.get(PAGE)).status_code == 403
    await keyed.olga.post(f"{PAGE}/removal")
    assert "The key works" not in (await keyed.olga.get(PAGE)).text


async def test_it_drafts_one_gap_which_nobody_sees_until_it_is_approved(keyed: Any) -> None:
    page = await _category(keyed, en="Delivery")
    assert "Draft by machine" in (await keyed.olga.get(page)).text
    typed = {"text_en": "Delivery", "text_de": "Lieferung, getippt"}
    asked = (await keyed.olga.post(f"{page}/drafts/it", typed)).text
    assert "The machine is writing a draft." in asked
    assert "Lieferung, getippt" in asked
    await outbox.drain(keyed.id)
    assert "Consegna" in (await keyed.olga.get(page)).text
    assert await _names(keyed) == [{"en": "Delivery"}]
    assert "Machine drafts: 1" in (await keyed.olga.get("/admin/languages")).text
    assert "Consegna" in (await keyed.olga.post(page, {"text_en": "Delivery", "draft": "take:it"})).text
    assert await _names(keyed) == [{"en": "Delivery"}]
    assert (await keyed.olga.post(page, {"text_en": "Delivery", "draft": "approve:it"})).status_code == 303
    assert await _names(keyed) == [{"en": "Delivery", "it": "Consegna"}]
    assert "not approved" not in (await keyed.olga.get(page)).text


async def test_a_draft_of_a_text_that_changed_meanwhile_is_none(keyed: Any) -> None:
    page = await _category(keyed, en="Delivery")
    await keyed.olga.post(f"{page}/drafts/it")
    await outbox.drain(keyed.id)
    await keyed.olga.post(page, {"text_en": "Deliveries"})
    answer = await keyed.olga.post(page, {"text_en": "Deliveries", "draft": "approve:it"})
    assert answer.status_code == 409
    assert await _names(keyed) == [{"en": "Deliveries"}]


async def test_a_long_list_is_drafted_by_several_jobs(keyed: Any, deepl: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting_work, "MOST_BATCHES", 1)
    monkeypatch.setattr(drafting_batches, "MOST_TEXTS", 2)
    for name in ("Delivery", "Open", "Repairs"):
        await _category(keyed, en=name)
    await keyed.olga.post(f"{PAGE}/drafts/it")
    await outbox.drain(keyed.id)
    async with keyed.unit():
        assert (await drafting.progress())["it"].ready == 3
    assert [len(asked["text"]) for asked in deepl.asked] == [2, 1]


async def test_it_drafts_all_gaps_of_a_language_in_few_requests(keyed: Any, deepl: Twin) -> None:
    for name in ("Delivery", "Open", "Repairs"):
        await _category(keyed, en=name)
    helped = await article(keyed, await topic(keyed, en="Delivery"), "Open the box", "See **the box** of [us](/en/).")
    await keyed.olga.post(f"{PAGE}/drafts/it")
    assert "The machine has drafted 0 of 6 texts" in (await keyed.olga.get("/admin/languages")).text
    await outbox.drain(keyed.id)
    async with keyed.unit():
        far = (await drafting.progress())["it"]
        body = (await drafting.drafts("article", str(helped)))["article", f"{helped}.body", "it"]
        assert await unit.fetchval("SELECT count(*) FROM article_text WHERE language = 'it'") == 0
    assert (far.wanted, far.ready, far.failed) == (0, 6, 0)
    assert body.text == "See **il box** of [us](/en/)."
    assert len(deepl.asked) == 1
    editor = f"/admin/faq/articles/{helped}/it"
    assert "Machine draft, not approved" in (await keyed.olga.get(editor)).text
    assert "il box" in (await keyed.olga.get(f"{editor}?draft=machine")).text
    await keyed.olga.post(editor, {"title": "Apri", "body": body.text, "action": "save", "revision": "0"})
    async with keyed.unit():
        assert not await drafting.drafts("article", str(helped))


@pytest.mark.parametrize(
    ("status", "loses", "says"),
    [
        (403, False, "DeepL refused the key."),
        (456, False, "are used up for this month"),
        (200, True, "The machine lost a placeholder"),
        (400, False, "DeepL does not translate this."),
    ],
)
async def test_what_went_wrong_is_said_in_a_sentence(
    keyed: Any, deepl: Twin, status: int, loses: bool, says: str
) -> None:
    page = await _category(keyed, en="Delivery to https://example.com")
    deepl.status, deepl.loses = status, loses
    await keyed.olga.post(f"{page}/drafts/it")
    await outbox.drain(keyed.id)
    answer = (await keyed.olga.get(page)).text
    assert says in answer
    assert "Draft by machine" in answer


async def test_a_service_that_is_away_is_tried_again(keyed: Any, deepl: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_deepl.http_client._BackoffTimer, "BACKOFF_INITIAL", 0.01)
    page = await _category(keyed, en="Delivery")
    deepl.status = 503
    await keyed.olga.post(f"{page}/drafts/it")
    await outbox.drain(keyed.id, strict=False)
    assert "DeepL does not answer" in (await keyed.olga.get(PAGE)).text
    assert "The machine is writing a draft." in (await keyed.olga.get(page)).text
    deepl.status = 200
    async with keyed.unit():
        await unit.execute("UPDATE outbox SET due = now() WHERE job = 'translating.draft' AND state = 'pending'")
    await outbox.drain(keyed.id)
    assert "Consegna" in (await keyed.olga.get(page)).text


async def test_it_stops_at_the_limit_that_the_company_set(keyed: Any, deepl: Twin) -> None:
    await keyed.olga.post(PAGE, {"key": "", "monthly_limit": "1000"})
    await _category(keyed, en="Delivery")
    helped = await article(keyed, await topic(keyed, en="Open"), "Open", "the words " * 120)
    await keyed.olga.post(f"{PAGE}/drafts/it")
    await outbox.drain(keyed.id)
    assert "The characters that you allow for a month are used up." in (await keyed.olga.get("/admin/languages")).text
    assert deepl.asked == []
    assert helped


@pytest.mark.parametrize("inner", ["![a]", "[a](b)"])
def test_brackets_that_never_close_take_it_no_time(inner: str) -> None:
    """They were tried in two to the power of 24 ways, while nothing else ran in that worker."""
    begun = time.process_time()
    assert masked("[" + inner * 24 + "x", is_markdown=True).segments
    assert time.process_time() - begun < 1
