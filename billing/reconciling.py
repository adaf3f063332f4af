"""Reconciling: once a day everything that Stripe lists is held against our rows; what differs is mended and reported.

It goes page by page through customers, subscriptions and recent invoices, and then through those of our rows that no
page named. After each page it notes how far it has come, so that whoever goes on after a kill goes on there.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from billing import comparing, differences, fetching, mirror, missed, settling, told
from billing.checks import Check, begin
from billing.fetching import know_prices
from billing.gateway import asking, read
from billing.mirror import Written
from billing.pace import Pace
from polydesk.kernel import unit

PAGE = 100
# Invoices older than this are settled; those that wait are looked at however old they are.
RECENT = timedelta(days=45)
# What one fetch of a customer asks for.
CALLS_A_CUSTOMER = 4


async def reconcile(pace: Pace | None = None) -> Check:
    """All of it, from where somebody stopped. Outside of transactions."""
    check = await begin(pace or Pace())
    while not check.is_done:
        await step(check)
    return check


async def step(check: Check) -> None:
    """A page of the present phase, or the end of it."""
    more = await _STEPS[check.phase](check)
    if not more:
        check.next_phase()
    async with unit.platform():
        await check.note()


async def _events(check: Check) -> bool:
    heard = await missed.hear(check.pace)
    async with unit.platform():
        await unit.execute("UPDATE billing_check SET events = events + $2 WHERE id = $1", check.id, heard)
    return False


async def _customers(check: Check) -> bool:
    page = await _page(check, "customers", {"expand": [f"data.{name}" for name in fetching.CUSTOMER]})
    async with unit.platform():
        accounts = await _accounts(one["id"] for one in page)
    await _mend(check, comparing.customers(page, accounts))
    await _seen(check, "billing_customer", page)
    for tenant_id in {row["tenant_id"] for row in accounts.values()}:
        await _settle(check, tenant_id)
    return len(page) == PAGE


async def _subscriptions(check: Check) -> bool:
    card = "data.customer.invoice_settings.default_payment_method"
    page = await _page(check, "subscriptions", {"status": "all", "expand": [*fetching.SUBSCRIPTIONS, card]})
    await check.pace.turn()
    async with asking():
        await know_prices(page)
    async with unit.platform():
        accounts = await _accounts(one["customer"]["id"] for one in page)
        rows = await _rows("billing_subscription", page)
    await _mend(check, comparing.subscriptions(page, rows, accounts))
    await _seen(check, "billing_subscription", page)
    return len(page) == PAGE


async def _invoices(check: Check) -> bool:
    since = int((check.started_at - RECENT).timestamp())
    page = await _page(check, "invoices", {"created": {"gte": since}})
    async with unit.platform():
        rows = await _rows("billing_invoice", page)
    await _mend(check, comparing.invoices(page, rows))
    await _seen(check, "billing_invoice", page)
    return len(page) == PAGE


async def _unseen(check: Check) -> bool:
    """Rows that no page named: of customers who are gone, or that never were at Stripe."""
    async with unit.platform():
        found = await unit.fetch(_UNSEEN, check.first_no, check.started_at - RECENT, check.started_at)
        await _forget_phantoms(check, [row for row in found if row["customer_id"] is None])
    await _mend(check, {row["customer_id"] for row in found if row["customer_id"]})
    return False


async def _forget_phantoms(check: Check, rows: Iterable[Any]) -> None:
    """Nobody at Stripe stands behind them."""
    for row in rows:
        for table in ("billing_subscription", "billing_invoice"):
            sql = f"DELETE FROM {table} WHERE tenant_id = $1 AND id = $2"  # noqa: S608 - our names
            await unit.execute(sql, row["tenant_id"], row["id"])
        await differences.report("row", object_id=row["id"], of_tenant=row["tenant_id"], mended=True, of_check=check.id)
        await settling.settle(row["tenant_id"])


async def _page(check: Check, path: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    await check.pace.turn()
    more = {"starting_after": check.after} if check.after else {}
    async with asking():
        page: list[dict[str, Any]] = (await read(path, **{"limit": PAGE, **asked, **more}))["data"]
    check.after = page[-1]["id"] if page else None
    check.compared += len(page)
    return page


async def _accounts(customers: Iterable[str]) -> dict[str, dict[str, Any]]:
    rows = await unit.fetch(_ACCOUNTS, sorted(set(customers)), sorted(told.LIVE))
    return {row["known_as"]: dict(row) for row in rows}


async def _rows(table: str, page: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    sql = f"SELECT * FROM {table} WHERE id = ANY($1)"  # noqa: S608 - our names
    return {row["id"]: dict(row) for row in await unit.fetch(sql, [one["id"] for one in page])}


async def _seen(check: Check, table: str, page: Iterable[dict[str, Any]]) -> None:
    sql = f"UPDATE {table} SET seen_no = $2 WHERE id = ANY($1)"  # noqa: S608 - our names
    async with unit.platform():
        await unit.execute(sql, [one["id"] for one in page], check.first_no)


async def _mend(check: Check, suspects: Iterable[str]) -> None:
    """Each is fetched whole and written; what that changed is a difference, unless its event is only on its way."""
    for customer_id in sorted(suspects):
        await check.pace.turn(CALLS_A_CUSTOMER)
        async with unit.platform():
            is_on_its_way = await unit.fetchval(_ON_ITS_WAY, customer_id)
        written = await mirror.fetch_and_write(customer_id=customer_id)
        if written and not is_on_its_way:
            await _report(check, customer_id, written)


async def _report(check: Check, customer_id: str, written: Written) -> None:
    async with unit.platform():
        for change in written.changes:
            await differences.report(
                "row",
                object_id=change.object_id,
                of_tenant=written.tenant_id,
                customer_id=customer_id,
                detail=comparing.fields_of(change),
                mended=True,
                of_check=check.id,
            )


async def _settle(check: Check, tenant_id: UUID) -> None:
    """What the desk is allowed follows from the rows; whoever changed it by hand did so for nothing."""
    async with unit.platform():
        was = await unit.fetchrow(_STANDS, tenant_id)
        await settling.settle(tenant_id)
        is_now = await unit.fetchrow(_STANDS, tenant_id)
        if was != is_now and was and is_now:
            detail = {name: [was[name], is_now[name]] for name in was.keys() if was[name] != is_now[name]}  # noqa: SIM118
            await differences.report(
                "row", object_id=str(tenant_id), of_tenant=tenant_id, detail=detail, mended=True, of_check=check.id
            )


_STEPS = {
    "events": _events,
    "customers": _customers,
    "subscriptions": _subscriptions,
    "invoices": _invoices,
    "unseen": _unseen,
}

_ACCOUNTS = """
SELECT c.id AS known_as, a.*,
       a.customer_id = c.id OR NOT EXISTS (
         SELECT FROM billing_customer k WHERE k.id = a.customer_id AND k.of_tenant = a.tenant_id) AS is_own,
       EXISTS (SELECT FROM billing_subscription s WHERE s.tenant_id = a.tenant_id AND s.status = ANY($2)) AS lives
  FROM billing_customer c JOIN billing_account a ON a.tenant_id = c.of_tenant WHERE c.id = ANY($1)
"""

_ON_ITS_WAY = "SELECT EXISTS (SELECT FROM billing_event WHERE customer_id = $1 AND state = 'received')"

_STANDS = "SELECT status, plan, entitlements FROM tenant WHERE id = $1"

# `customer_id` is None where no customer of the company's could know the row.
_UNSEEN = """
SELECT r.tenant_id, r.id, coalesce(
         (SELECT c.id FROM billing_customer c WHERE c.id = r.customer_id AND c.of_tenant = r.tenant_id),
         (SELECT min(c.id) FROM billing_customer c WHERE c.of_tenant = r.tenant_id)) AS customer_id
  FROM (SELECT tenant_id, id, customer_id FROM billing_subscription WHERE seen_no < $1 AND synced_at < $3
        UNION ALL
        SELECT tenant_id, id, customer_id FROM billing_invoice
         WHERE seen_no < $1 AND synced_at < $3 AND (issued_at >= $2 OR status = 'open')) r
UNION
SELECT c.of_tenant, c.id, c.id
  FROM billing_customer c JOIN billing_account a ON a.tenant_id = c.of_tenant AND a.customer_id = c.id
 WHERE c.seen_no < $1
"""
