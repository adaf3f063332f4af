"""The mirror: rows of accounts, subscriptions and invoices say what Stripe says, and nothing else writes them.

    await mirror.fetch_and_write(subscription_id="sub_…")   # whatever happened to it: its customer is fetched, whole
    await mirror.refresh(tenant_id)

Every question is for everything of a customer, so what is written agrees with itself, and an answer that was asked for
earlier than the one that is written already is thrown away whole. So any order and any repetition of events ends alike.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from uuid import UUID

from billing import accounts, differences, doubles, fetching, keeping, phases, settling, staying, told
from billing.accounts import Account
from billing.facts import RUNNING
from billing.fetching import Fetched
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import to_id


@dataclass(frozen=True)
class Change:
    """What the rows said of an object, and what they say now; `was` is None for one they did not know."""

    object_id: str
    was: dict[str, Any] | None
    is_now: dict[str, Any] | None


@dataclass(frozen=True)
class Written:
    tenant_id: UUID
    changes: tuple[Change, ...] = ()


async def fetch_and_write(
    *,
    customer_id: str | None = None,
    subscription_id: str | None = None,
    invoice_id: str | None = None,
    session_id: str | None = None,
) -> Written | None:
    """Asks Stripe, outside of transactions, and writes. None where nobody knows whose it is."""
    object_id = customer_id or subscription_id or invoice_id or session_id or ""
    found = await whose(object_id) or await fetching.customer_of(object_id)
    return await _again(found) if found else None


async def refresh(tenant_id: UUID) -> tuple[Written, ...]:
    """Everything of a company; of one that has bought nothing there is nothing."""
    async with unit.platform():
        rows = await unit.fetch("SELECT id FROM billing_customer WHERE of_tenant = $1 ORDER BY id", tenant_id)
    written = [await _again(row["id"]) for row in rows]
    return tuple(one for one in written if one)


async def whose(object_id: str) -> str | None:
    """The customer, where our rows know it."""
    if object_id.startswith("cus_"):
        return object_id
    table = {"sub_": "billing_subscription", "in_": "billing_invoice"}.get(object_id[: object_id.find("_") + 1])
    if table is None:
        return None
    async with unit.platform():
        sql = f"SELECT customer_id FROM {table} WHERE id = $1 AND customer_id <> ''"  # noqa: S608 - our names
        return str(found) if (found := await unit.fetchval(sql, object_id)) else None


async def write(customer_id: str, found: Fetched | None) -> Written | None:
    """In a platform unit. None where no tenant of ours has to do with this customer.

    A customer that Stripe does not know at all (`found` is None) is no customer who left: the key is another account's, so
    what is written stays, and the operator hears of it.
    """
    tenant_id = await _tenant_of(customer_id, found)
    if tenant_id is None:
        await doubles.nobodys(customer_id, found)
        return None
    account = await _account(tenant_id)
    if found is None:
        await differences.report("customer_missing", of_tenant=tenant_id, customer_id=customer_id)
        return Written(tenant_id)
    if not await _is_latest(customer_id, found.no):
        return Written(tenant_id)
    changes = await _take_over(account, found)
    for one in found.subscriptions:
        if one["status"] in told.LIVE and not told.is_ours(one):
            await differences.report("unknown_price", object_id=one["id"], of_tenant=tenant_id, customer_id=customer_id)
        await keeping.look(tenant_id, one)
        await phases.look(tenant_id, one)
    await doubles.look(tenant_id)
    await staying.see_who_bought(tenant_id)
    if any(_goes_on(change) for change in changes):
        await staying.see_who_goes_on(tenant_id)
    await staying.see_who_paid(tenant_id)
    await settling.settle(tenant_id)
    return Written(tenant_id, tuple(changes))


def _goes_on(change: Change) -> bool:
    """A subscription that was to end, and is not to end any more."""
    was, is_now = change.was or {}, change.is_now or {}
    return bool(was.get("cancel_at")) and is_now.get("status") in RUNNING and is_now["cancel_at"] is None


async def _again(customer_id: str) -> Written | None:
    found = await fetching.fetch(customer_id)
    async with unit.platform():
        return await write(customer_id, found)


async def _tenant_of(customer_id: str, found: Fetched | None) -> UUID | None:
    """By our own row; else the one that its objects name, who then has this customer. Nobody writes of who was erased."""
    known: UUID | None = await unit.fetchval(_KNOWN, customer_id)
    named = to_id(found.of) if found and found.of and not known else None
    if named is None or not await unit.fetchval("SELECT true FROM tenant WHERE id = $1 AND status <> 'erased'", named):
        return known
    await accounts.know_customer(named, customer_id)
    return named


async def _is_latest(customer_id: str, no: int) -> bool:
    moved = "UPDATE billing_customer SET fetch_no = $2 WHERE id = $1 AND fetch_no < $2 RETURNING true"
    return bool(await unit.fetchval(moved, customer_id, no))


async def _account(tenant_id: UUID) -> Account:
    """Held. A customer that is not theirs was never written by us; then they have none."""
    account = await accounts.account_of(tenant_id, lock=True)
    theirs = "SELECT true FROM billing_customer WHERE id = $1 AND of_tenant = $2"
    if account.customer_id is None or await unit.fetchval(theirs, account.customer_id, tenant_id):
        return account
    return replace(account, customer_id=None)


async def _take_over(account: Account, found: Fetched) -> list[Change]:
    own = found.customer.id
    subscriptions = await _rows_of("billing_subscription", account, own)
    invoices = await _rows_of("billing_invoice", account, own)
    if found.customer.deleted:
        return await _bury(account, own, subscriptions)
    bought = [
        told.subscription(one, plan_before=(subscriptions.get(one["id"]) or {}).get("plan"))
        for one in found.subscriptions
    ]
    oldest = None if found.has_all_invoices else min((one.issued_at for one in found.invoices), default=None)
    recent = {name: row for name, row in invoices.items() if oldest is None or row["issued_at"] >= oldest}
    return [
        *await _write_customer(account, found.customer),
        *await _replace("billing_subscription", account, own, subscriptions, bought),
        *await _replace("billing_invoice", account, own, recent, found.invoices),
    ]


async def _bury(account: Account, customer_id: str, subscriptions: Mapping[str, Mapping[str, Any]]) -> list[Change]:
    """Somebody deleted the customer at Stripe: nothing of theirs runs any more; what was paid stays on record."""
    live = sorted(name for name, row in subscriptions.items() if row["status"] in told.LIVE)
    await unit.execute(
        """UPDATE billing_subscription SET status = 'canceled', ended_at = $3, next = NULL, synced_at = $3
            WHERE tenant_id = $1 AND id = ANY($2)""",
        *(account.tenant_id, live, now()),
    )
    if account.customer_id == customer_id:
        await unit.execute(
            "UPDATE billing_account SET customer_id = NULL, payment_method = NULL, synced_at = $2 WHERE tenant_id = $1",
            *(account.tenant_id, now()),
        )
    return [Change(name, {"status": subscriptions[name]["status"]}, {"status": "canceled"}) for name in live]


async def _write_customer(account: Account, said: told.Customer) -> list[Change]:
    """What may be changed at Stripe's own pages too. A second customer of the same company says nothing here."""
    if account.customer_id not in (None, said.id):
        return []
    row = account_says(account, said)
    was = {name: getattr(account, name) for name in row}
    sets = ", ".join(f"{name} = ${place}" for place, name in enumerate(row, 3))
    sql = f"UPDATE billing_account SET synced_at = $2, {sets} WHERE tenant_id = $1"  # noqa: S608 - our names
    await unit.execute(sql, account.tenant_id, now(), *row.values())
    return [] if row == was else [Change(said.id, was, row)]


def account_says(account: Account, said: told.Customer) -> dict[str, Any]:
    """The columns of an account that Stripe knows better; what it does not know stays."""
    return {
        "customer_id": said.id,
        "currency": said.currency or account.currency,
        "payment_method": said.payment_method,
        "address": said.address,
        "vat_id": said.vat_id,
        "vat_state": said.vat_state,
        "contact_name": said.name or account.contact_name,
        "contact_email": said.email or account.contact_email,
    }


async def _rows_of(table: str, account: Account, customer_id: str) -> dict[str, dict[str, Any]]:
    """Rows that do not say whose they are belong to the company's own customer."""
    own = [customer_id, ""] if account.customer_id in (None, customer_id) else [customer_id]
    rows = await unit.fetch(
        f"SELECT * FROM {table} WHERE tenant_id = $1 AND customer_id = ANY($2)",  # noqa: S608 - our names
        *(account.tenant_id, own),
    )
    return {row["id"]: dict(row) for row in rows}


async def _replace(
    table: str, account: Account, customer_id: str, before: Mapping[str, Mapping[str, Any]], said: Any
) -> list[Change]:
    """The rows become what was said; those of which Stripe says nothing never were."""
    changes = []
    for one in said:
        row, was = asdict(one), before.get(one.id)
        known = {name: was[name] for name in row} if was else None
        if known != row or (was and was["customer_id"] != customer_id):
            await _upsert(table, account.tenant_id, customer_id, one)
        if known != row:
            changes.append(Change(one.id, known, row))
    gone = sorted(before.keys() - {one.id for one in said})
    if gone:
        sql = f"DELETE FROM {table} WHERE tenant_id = $1 AND id = ANY($2)"  # noqa: S608 - our names
        await unit.execute(sql, account.tenant_id, gone)
    return changes + [Change(name, dict(before[name]), None) for name in gone]


async def _upsert(table: str, tenant_id: UUID, customer_id: str, said: Any) -> None:
    names = [field.name for field in fields(said)]
    values = {"tenant_id": tenant_id, "customer_id": customer_id, "synced_at": now()} | {
        name: getattr(said, name) for name in names
    }
    columns, places = ", ".join(values), ", ".join(f"${number}" for number in range(1, len(values) + 1))
    updates = ", ".join(f"{name} = excluded.{name}" for name in values if name not in ("tenant_id", "id"))
    await unit.execute(
        f"INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT (tenant_id, id) DO UPDATE SET {updates}",  # noqa: S608
        *values.values(),
    )


_KNOWN = """
SELECT c.of_tenant FROM billing_customer c JOIN tenant t ON t.id = c.of_tenant WHERE c.id = $1 AND t.status <> 'erased'
"""
