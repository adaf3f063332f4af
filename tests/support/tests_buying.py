"""An owner who buys and changes a plan on our own pages, with Stripe's twin behind them; what the rows know afterwards."""

import html
import re
from typing import Any
from urllib.parse import urlsplit

from tests_life import DAY

from billing import queries
from polydesk.kernel import outbox, unit
from polydesk.kernel.clock import now
from tenants import directory

CHECKOUT, CHANGE = "/admin/billing/checkout", "/admin/billing/change"
TEAM = {"plan": "team", "cycle": "month", "seats": "4", "currency": "eur"}


async def pays(house: Any, stripe: Any, seats: str = "4", **named: Any) -> Any:
    """Olga buys Team with a fourth seat, and comes back."""
    answer = await house.olga.post(CHECKOUT, {**TEAM, "seats": seats})
    assert answer.status_code == 303, answer.text
    back = urlsplit(await stripe.pay(answer.headers["location"], country="DE", **named))
    return await house.olga.get(f"{back.path}?{back.query}")


async def buys(house: Any, stripe: Any) -> str:
    """Olga buys Team; answers whom Stripe knows her company as."""
    await stay_signed_in(house)
    answer = await house.olga.post("/admin/billing/checkout", TEAM)
    back = urlsplit(await stripe.pay(answer.headers["location"], country="DE"))
    await house.olga.get(f"{back.path}?{back.query}")
    return str(stripe.customers[-1])


async def held(house: Any) -> Any:
    async with house.unit():
        return await queries.subscription()


def hidden(page: str) -> dict[str, str]:
    """What the form that confirms carries."""
    form = page[page.index(f'action="{CHANGE}">') :]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[: form.index("</form>")])
    return {name: html.unescape(value) for name, value in found}


async def hears(house: Any, stripe: Any, product: Any) -> None:
    """What Stripe had to say arrives, and the workers do their part."""
    answers = await stripe.deliver(product)
    assert {answer.status_code for answer in answers} <= {200}
    await outbox.drain(house.id)
    async with unit.platform():
        put_off = "SELECT job, last_error FROM outbox WHERE tenant_id = $1 AND state = 'pending' AND last_error <> ''"
        assert [dict(row) for row in await unit.fetch(put_off, house.id)] == []
    directory.forget()


async def asked_by(house: Any, job: str, stripe: Any, kind: str) -> bool:
    """Whether Stripe did the last of this kind under a key that is the row of this job: then it does it once."""
    async with unit.platform():
        row = await unit.fetchval("SELECT id FROM outbox WHERE tenant_id = $1 AND job = $2", house.id, job)
    told = (await stripe.call("GET", f"/v1/events?type={kind}&limit=1"))["data"][0]
    return str(told["request"]["idempotency_key"]).startswith(f"polydesk-{row}-")


async def status(house: Any) -> str:
    async with unit.platform():
        return str(await unit.fetchval("SELECT status FROM tenant WHERE id = $1", house.id))


async def stay_signed_in(house: Any) -> None:
    """For months."""
    async with house.unit():
        await unit.execute("UPDATE session SET expires_at = $1, seen_at = $1", now() + 365 * DAY)


async def bought_earlier(stripe: Any, customer: str) -> None:
    """As somebody has it who came when Team was 30 euros."""
    found = (await stripe.call("GET", f"/v1/subscriptions?customer={customer}"))["data"][0]
    base = next(item for item in found["items"]["data"] if item["price"]["metadata"]["part"] == "base")
    price = await stripe.call(
        "POST",
        "/v1/prices",
        {
            "product": base["price"]["product"],
            "currency": "eur",
            "unit_amount": "3000",
            "recurring[interval]": "month",
            "tax_behavior": "exclusive",
            **{f"metadata[{name}]": value for name, value in base["price"]["metadata"].items()},
        },
    )
    change = {"items[0][id]": base["id"], "items[0][price]": price["id"], "proration_behavior": "none"}
    await stripe.call("POST", f"/v1/subscriptions/{found['id']}", change)
