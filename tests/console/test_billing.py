"""The operator's billing pages: figures that agree with what is behind them, a company's story, a plan free of charge."""

import random
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests_operator import sign_in

from billing import figures, months, plans
from billing.figures import FIGURES
from billing.operator_report import Month, Report
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id

PAGE = "/operator/billing"


async def a_history(house: Any, dice: random.Random) -> None:
    """Subscriptions, invoices and moments of a year, as it may happen."""

    def some_day() -> datetime:
        return now() - timedelta(days=dice.uniform(0, 300))

    async with unit.platform():
        await unit.execute(
            "UPDATE tenant SET created_at = $2, trial_ends_at = $3, status = $4 WHERE id = $1",
            *(house.id, some_day(), now() + timedelta(days=dice.randint(-5, 12)), dice.choice(["trial", "active"])),
        )
        for _each in range(dice.randint(0, 3)):
            begun, currency = some_day(), dice.choice(plans.CURRENCIES)
            ended = begun + timedelta(days=dice.randint(1, 90)) if dice.random() < 0.5 else None
            await unit.execute(
                """INSERT INTO billing_subscription
                     (tenant_id, id, status, plan, cycle, currency, seats, created_at, ended_at, synced_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())""",
                *(
                    house.id,
                    f"sub_{new_id().hex}",
                    "canceled" if ended else dice.choice(["active", "past_due", "incomplete"]),
                ),
                *(dice.choice(["team", "business"]), dice.choice(["month", "year"]), currency, dice.randint(0, 9)),
                *(begun, ended),
            )
        for _each in range(dice.randint(0, 8)):
            status, total = dice.choice(["paid", "paid", "open", "void", "draft"]), dice.randint(100, 90_000)
            issued = some_day()
            await unit.execute(
                """INSERT INTO billing_invoice (tenant_id, id, number, status, currency, subtotal, total, amount_paid,
                                                amount_remaining, amount_refunded, attempts, issued_at, paid_at, synced_at)
                   VALUES ($1, $2, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, now())""",
                *(house.id, f"in_{new_id().hex}", status, dice.choice(plans.CURRENCIES), total),
                *(total if status == "paid" else 0, total if status == "open" else 0),
                *(total // 4 if status == "paid" and dice.random() < 0.3 else 0, dice.randint(0, 2), issued),
                issued + timedelta(hours=1) if status == "paid" else None,
            )
        for kind in ("cancelled", "closed", "came_back"):
            if dice.random() < 0.5:
                await unit.execute(
                    'INSERT INTO billing_moment (tenant_id, id, at, kind, detail) VALUES ($1, $2, $3, $4, \'{"reason": "price"}\')',
                    *(house.id, new_id(), some_day(), kind),
                )
        await months.write_down()


async def test_every_figure_says_what_is_behind_it(cast: Any) -> None:
    """Counted once more by hand from the lines, for histories that nobody thought out."""
    dice = random.Random(6)
    for house in (cast.acme, cast.globex):
        await a_history(house, dice)
    async with unit.platform():
        for figure in FIGURES:
            for (month, currency), counted in (await figures.count(figure)).items():
                lines = await figures.behind(figure, month=month, currency=currency)
                assert len(lines) == counted.count
                if currency is not None:
                    assert sum(line.amount or 0 for line in lines) == counted.amount
                assert {line.currency for line in lines} == {currency}
                if month is not None:
                    assert {
                        (line.at.astimezone(UTC).year, line.at.astimezone(UTC).month) for line in lines if line.at
                    } == {(month.year, month.month)}
        paid: Counter[tuple[str, str]] = Counter()
        for row in await unit.fetch(
            "SELECT * FROM billing_invoice WHERE tenant_id = ANY($1) AND status = 'paid'",
            [cast.acme.id, cast.globex.id],
        ):
            paid[f"{row['paid_at'].astimezone(UTC):%Y-%m}", row["currency"]] += (
                row["amount_paid"] - row["amount_refunded"]
            )
        told: Counter[tuple[str, str]] = Counter()
        for month, currency in await figures.count("paid"):
            for line in await figures.behind("paid", month=month, currency=currency):
                if line.tenant_id in (cast.acme.id, cast.globex.id):
                    told[f"{month:%Y-%m}", str(currency)] += line.amount or 0
        assert told == paid


async def test_a_year_counts_with_a_twelfth() -> None:
    assert months.worth("team", "year", "eur", 0) == 3_250
    assert months.worth("team", "month", "eur", 2) == 3_900 + 2 * 1_200
    assert months.worth("team", "month", "jpy", 0) == 6_500
    assert months.worth("gone", "month", "eur", 0) == 0
    # Who bought at another price pays that one.
    assert months.worth("team", "year", "eur", 0, 36_000) == 3_000


def test_months_before_anything_was_written_down_are_no_months_without_revenue() -> None:
    every = tuple(Month(date(2027, number, 1), {}) for number in (1, 2, 3))
    written = {since: Report(None, (), every, {}, since) for since in (None, date(2026, 5, 1), date(2027, 2, 1))}
    assert [one.month.month for one in written[date(2027, 2, 1)].written] == [2, 3]
    assert written[date(2027, 2, 1)].begins_in_between
    assert not written[date(2026, 5, 1)].begins_in_between
    assert written[None].written == ()


async def test_the_page_opens_what_is_behind_each_figure(cast: Any, opal: Any) -> None:
    dice = random.Random(11)
    await a_history(cast.acme, dice)
    async with unit.platform():
        await unit.execute(
            """INSERT INTO billing_invoice (tenant_id, id, number, status, currency, subtotal, total, amount_remaining, attempts,
                                            issued_at, synced_at)
               VALUES ($1, $2, 'F-77', 'open', 'eur', 1234, 1234, 1234, 2, now() - interval '5 days', now())""",
            *(cast.acme.id, f"in_{new_id().hex}"),
        )
    page = await opal.get(f"{PAGE}?currency=eur")
    assert page.status_code == 200
    links = set(re.findall(r'href="(/operator/billing/behind\?[^"]+)"', page.text))
    assert any("failed" in link for link in links)
    for link in sorted(links)[:6]:
        assert (await opal.get(link.replace("&amp;", "&"))).status_code == 200
    behind = await opal.get(f"{PAGE}/behind?figure=failed&currency=eur")
    assert "F-77" in behind.text
    assert cast.acme.slug in behind.text
    table = await opal.get(f"{PAGE}/figures.csv")
    assert table.text.startswith("month,figure,currency,count,amount")
    for nonsense in ("figure=nothing", "figure=paid&month=abc"):
        assert (await opal.get(f"{PAGE}/behind?{nonsense}")).status_code == 404


async def test_a_plan_free_of_charge_has_a_reason_and_can_be_taken_back(cast: Any, opal: Any) -> None:
    address = f"{PAGE}/tenants/{cast.acme.id}"
    last = now() + timedelta(days=40)
    day = f"{last:%Y-%m-%d}"
    for wrong in (
        {"plan": "team", "until": day},
        {"plan": "gold", "reason": "x"},
        {"plan": "team", "until": "2001-01-01", "reason": "x"},
        {"plan": "team", "until": "9999-12-31", "reason": "x"},
    ):
        assert (await opal.post(f"{address}/comp", data=wrong)).status_code == 422
    given = {"plan": "business", "until": day, "reason": "They build a library for us"}
    assert (await opal.post(f"{address}/comp", data=given)).status_code == 303
    async with unit.platform():
        tenant = await unit.fetchrow("SELECT plan, status_why FROM tenant WHERE id = $1", cast.acme.id)
        assert tuple(tenant or ()) == ("business", "comped")
    assert "They build a library for us" in (await opal.get(address)).text
    owners = await cast.acme.olga.get("/admin/billing")
    assert "They build a library for us" in owners.text
    assert f"until {last:%b} {last.day}, {last.year}" in re.sub("<[^>]+>", "", owners.text), "the day that was typed"
    assert "Gave a plan free of charge" in (await cast.acme.olga.get("/admin/audit")).text
    assert (await opal.post(f"{address}/comp/end")).status_code == 303
    assert (await opal.post(f"{address}/comp/end")).status_code == 409
    async with unit.platform():
        assert await unit.fetchval("SELECT plan FROM tenant WHERE id = $1", cast.acme.id) != "business"


async def test_to_everybody_else_there_is_nothing_here(cast: Any) -> None:
    await sign_in(cast.platform.client, operator=False)
    for path in (PAGE, f"{PAGE}/figures.csv", f"{PAGE}/behind?figure=paid", f"{PAGE}/tenants/{cast.acme.id}"):
        assert (await cast.platform.client.get(path)).status_code == 404
