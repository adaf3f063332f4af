"""Plans as data: every paid plan has a price wherever it is sold, and money knows its decimals."""

from decimal import Decimal
from typing import Any

import pytest

from billing import accounts, plans
from billing.money import Money
from i18n import speaking
from polydesk.kernel import unit
from polydesk.kernel.events import announce
from tenants.events import TenantMovedIn


def test_it_has_a_price_for_everything_that_is_sold() -> None:
    sold = [
        plans.unit_amount(plan.name, cycle, currency, part)
        for plan in plans.PAID
        for cycle in plans.CYCLES
        for currency in plans.CURRENCIES
        for part in plans.PARTS
    ]
    assert len(sold) == 2 * 2 * 4 * 4
    assert min(sold) > 0


def test_a_year_costs_ten_months_and_seats_are_paid_beyond_those_included() -> None:
    month, year = (plans.total("team", cycle, "eur", seats=2) for cycle in plans.CYCLES)
    assert year == month * 10
    assert plans.seats_beyond("team", 5) == 2
    assert plans.limits_of("team", 2)["seats"] == 5
    assert plans.limits_of("free", 2)["seats"] == 2
    assert plans.limits_of("trial") == {}


def test_it_writes_yen_without_decimals() -> None:
    assert Money(6_500, "jpy").major == Decimal(6_500)
    with speaking("de"):
        assert Money(3_900, "eur").shown() == "39,00\xa0€"
    with speaking("en"):
        assert Money(6_500, "jpy").shown() == "¥6,500"
        assert str(plans.extra_price("team", "eur", "mails", 1_000)) == "€2.00"
        assert str(plans.extra_price("team", "jpy", "mails", 15)) == "¥5"  # 4.5, as Stripe rounds


def test_it_does_not_add_yen_to_euros() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        Money(1, "eur") + Money(1, "jpy")


async def test_a_company_that_moves_in_has_an_account_with_its_owner_as_contact(acme: Any) -> None:
    moved = TenantMovedIn(acme.id, acme.olga.id, "Acme", acme.slug, "en", "UTC", None)
    async with acme.unit():
        await announce(moved)
        made = await unit.fetchval("SELECT contact_email FROM billing_account")
    assert made == acme.olga.email


async def test_an_older_company_gets_its_account_when_somebody_asks(acme: Any) -> None:
    account = await accounts.account_of(acme.id)
    assert account.contact_email == acme.olga.email
    async with acme.unit():
        assert await accounts.own_account(lock=True) == account
