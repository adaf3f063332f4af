"""What the demo's companies have paid: half a year of it, told once, at a Stripe whose months pass by themselves."""

from typing import Any

from polydesk.demo import paying


async def test_nordwind_has_paid_for_months_and_luce_tries(story: list[Any], stripe: Any) -> None:
    nordwind, luce = story
    await paying.main()
    bills = await nordwind.ask("SELECT status, attempts FROM billing_invoice ORDER BY issued_at")
    assert bills == [("paid", 1), ("paid", 1), ("paid", 1), ("paid", 2), ("paid", 1), ("paid", 1)]
    assert await nordwind.ask("SELECT status, plan FROM tenant") == [("active", "business")]
    assert await luce.ask("SELECT status, plan FROM tenant") == [("trial", "trial")]

    told = len((await stripe.call("GET", "/v1/customers?limit=100"))["data"])
    await paying.main()
    assert len((await stripe.call("GET", "/v1/customers?limit=100"))["data"]) == told
