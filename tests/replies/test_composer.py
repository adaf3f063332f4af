"""Canned replies in the composer: in the customer's language, beside what was typed, and never sent half-filled."""

from html import unescape
from typing import Any

from polydesk.kernel import unit


async def _draft(acme: Any) -> str:
    async with acme.unit():
        return await unit.fetchval("SELECT body FROM draft WHERE tenant_id = app.tenant_id() AND kind = 'reply'")


async def test_it_comes_in_the_customers_language_with_everything_filled_in(acme: Any, ask: Any, reply: Any):
    number, canned = await ask(), await reply()
    page = await acme.alice.swap(
        "POST", f"/desk/tickets/{number}/canned/{canned}", data={"body": "Buongiorno!", "caret": "11"}
    )
    assert page.status_code == 200
    assert "Buongiorno!\n\nCiao Carla, arriva." in unescape(page.text)
    assert "the customer's language" in unescape(page.text)
    assert "In English instead" in page.text
    assert await _draft(acme) == "Buongiorno!\n\nCiao Carla, arriva."


async def test_another_variant_takes_its_place_and_it_comes_out_again(acme: Any, ask: Any, reply: Any):
    number, canned = await ask(), await reply()
    use = f"/desk/tickets/{number}/canned/{canned}"
    await acme.alice.swap("POST", use, data={"body": "Buongiorno!"})
    changed = {"body": await _draft(acme), "language": "en", "instead": "it"}
    page = await acme.alice.swap("POST", use, data=changed)
    assert await _draft(acme) == f"Buongiorno!\n\nHello Carla, #{number} is on its way."
    assert "The customer reads Italian" in page.text
    await acme.alice.swap("POST", use, data={"body": await _draft(acme), "out": "en"})
    assert await _draft(acme) == "Buongiorno!"


async def test_without_scripts_the_draft_carries_what_was_typed(acme: Any, ask: Any, reply: Any):
    number, canned = await ask(), await reply()
    opened = await acme.alice.post(f"/desk/tickets/{number}/canned", {"body": "Buongiorno!"})
    assert opened.headers["location"] == f"/desk/tickets/{number}/canned"
    page = await acme.alice.get(f"/desk/tickets/{number}/canned")
    assert "Use it in Italian" in page.text
    assert "In English instead" in page.text
    used = await acme.alice.post(f"/desk/tickets/{number}/canned/{canned}")
    assert used.headers["location"].endswith("?write=reply#composer")
    assert await _draft(acme) == "Buongiorno!\n\nCiao Carla, arriva."


async def test_nothing_half_filled_leaves_the_house(acme: Any, ask: Any, reply: Any):
    number, canned = await ask(name="", address="nameless@customers.example"), await reply()
    page = await acme.alice.swap("POST", f"/desk/tickets/{number}/canned/{canned}", data={"body": ""})
    assert "Nobody knows what belongs here" in page.text
    refused = await acme.alice.post(f"/desk/tickets/{number}/replies", {"body": await _draft(acme)})
    assert refused.status_code == 422
    assert "Fill in {{customer.name}}, or take it out." in unescape(refused.text)
    sent = await acme.alice.post(f"/desk/tickets/{number}/replies", {"body": "Write {{ user.name }} there."})
    assert sent.status_code == 303


async def test_each_use_is_counted_and_the_most_used_come_first(acme: Any, ask: Any, reply: Any):
    number = await ask()
    rare, often = await reply(name="Aa rare"), await reply(name="Zz often")
    for _again in range(2):
        await acme.alice.swap("POST", f"/desk/tickets/{number}/canned/{often}", data={"body": ""})
    page = (await acme.alice.swap("POST", f"/desk/tickets/{number}/canned", data={"body": ""})).text
    assert page.index("Zz often") < page.index("Aa rare")
    assert "used 2 times" in (await acme.alice.get("/desk/replies")).text
    assert str(rare) in page


async def test_it_is_found_by_its_words(acme: Any, ask: Any, reply: Any):
    number = await ask()
    await reply(name="Refund"), await reply(name="Delivery", folder="50% off")
    found = (await acme.alice.swap("GET", f"/desk/tickets/{number}/canned?q=50%25")).text
    assert "Delivery" in found
    assert "Refund" not in found
    assert (
        "No canned reply has these words." in (await acme.alice.swap("GET", f"/desk/tickets/{number}/canned?q=_")).text
    )


async def test_a_private_one_of_a_colleague_cannot_be_used(acme: Any, ask: Any, reply: Any, globex: Any):
    number, canned = await ask(), await reply(by=acme.bob, scope="private")
    assert (await acme.alice.post(f"/desk/tickets/{number}/canned/{canned}")).status_code == 404
    assert (await globex.mallory.post(f"/desk/tickets/{number}/canned/{canned}")).status_code == 404


async def test_a_first_message_to_a_customer_is_not_half_filled_either(acme: Any):
    form = {"subject": "Your order", "email": "new@customers.example", "begins": "outbound", "key": "k" * 20}
    refused = await acme.alice.post("/desk/tickets/new", {**form, "body": "Hello {{customer.name}}"})
    assert refused.status_code == 422
    assert "Fill in {{customer.name}}, or take it out." in unescape(refused.text)
