"""A company's own account with a translation service: its key, how much may be used a month, and what was used.

The key is kept sealed and never shown again. What the service said last is kept beside it, so that pages can tell.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from i18n import LazyText, lazy
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import Lease, enqueue
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.sealed import Unsealable, seal, unseal
from polydesk.translating.machines import MACHINES, KeyRefused, Machine, MachineFault, asked_beside

PURPOSE = "machine_account.key"
LEAST, MOST, USUAL = 1_000, 100_000_000, 500_000

State = Literal["unchecked", "works", "key", "used_up", "down", "refused"]

SAYS: dict[str, LazyText] = {
    "key": lazy("DeepL refused the key. Enter it again, or make a new one there."),
    "used_up": lazy("The characters of your plan with DeepL are used up for this month."),
    "down": lazy("DeepL does not answer at the moment. Try again later."),
    "refused": lazy("DeepL does not translate this."),
}


@dataclass(frozen=True)
class Account:
    provider: str
    state: State
    checked_at: datetime | None
    monthly_limit: int
    used: int

    @property
    def left(self) -> int:
        return max(0, self.monthly_limit - self.used)


async def account() -> Account | None:
    row = await unit.fetchrow(_ACCOUNT, _month())
    return Account(**row) if row else None


async def open_account(key: str, *, monthly_limit: int) -> None:
    """Another key takes the place of the former one; whether it opens is asked by a job."""
    await unit.execute(_OPEN, seal(key, purpose=PURPOSE), monthly_limit, now())
    await record("machine.key_set", changes={"provider": [None, "deepl"], "monthly_limit": [None, monthly_limit]})
    await enqueue("translating.check_key")


async def set_limit(monthly_limit: int) -> None:
    """Raises NotFound."""
    before = await unit.fetchval(_LIMIT)
    if before is None:
        raise NotFound
    if before != monthly_limit:
        await unit.execute(
            "UPDATE machine_account SET monthly_limit = $1 WHERE tenant_id = app.tenant_id()", monthly_limit
        )
        await record("machine.limit_changed", changes={"monthly_limit": [before, monthly_limit]})


async def close_account() -> None:
    """The key goes; drafts that are ready stay until somebody decides. Raises NotFound."""
    if not await unit.fetchval("DELETE FROM machine_account WHERE tenant_id = app.tenant_id() RETURNING true"):
        raise NotFound
    await unit.execute("DELETE FROM machine_draft WHERE tenant_id = app.tenant_id() AND state <> 'ready'")
    await record("machine.key_removed")


async def machine() -> Machine | None:
    """The service behind the key; None where there is no account. Raises KeyRefused when it cannot be unsealed."""
    row = await unit.fetchrow("SELECT provider, key FROM machine_account WHERE tenant_id = app.tenant_id()")
    if row is None:
        return None
    try:
        key = unseal(row["key"], purpose=PURPOSE)
    except Unsealable as error:
        raise KeyRefused from error
    return await asked_beside(lambda: MACHINES[row["provider"]](key))


async def remember(state: State) -> None:
    """What the service said last."""
    await unit.execute(_REMEMBER, state, now())


async def count(characters: int) -> None:
    await unit.execute(_COUNT, _month(), characters)


async def check(lease: Lease) -> None:
    """Asks the service whether the key opens, outside of every transaction."""
    try:
        async with lease.unit():
            found = await machine()
        if found is None:
            return
        await asked_beside(found.check)
        state: State = "works"
    except MachineFault as fault:
        state = fault.problem  # type: ignore[assignment]
    async with lease.unit():
        await lease.hold()
        await remember(state)
        await lease.finish()


def _month() -> date:
    return now().date().replace(day=1)


_ACCOUNT = """
SELECT a.provider, a.state, a.checked_at, a.monthly_limit, coalesce(u.characters, 0) AS used
  FROM machine_account a LEFT JOIN machine_use u ON u.tenant_id = a.tenant_id AND u.month = $1
 WHERE a.tenant_id = app.tenant_id()
"""
_OPEN = """
INSERT INTO machine_account (provider, key, monthly_limit, set_at) VALUES ('deepl', $1, $2, $3)
ON CONFLICT (tenant_id) DO UPDATE SET key = excluded.key, monthly_limit = excluded.monthly_limit, set_at = excluded.set_at,
  state = 'unchecked', checked_at = NULL
"""
_LIMIT = "SELECT monthly_limit FROM machine_account WHERE tenant_id = app.tenant_id() FOR UPDATE"
_REMEMBER = "UPDATE machine_account SET state = $1, checked_at = $2 WHERE tenant_id = app.tenant_id()"
_COUNT = """
INSERT INTO machine_use (month, characters) VALUES ($1, $2)
ON CONFLICT (tenant_id, month) DO UPDATE SET characters = machine_use.characters + excluded.characters
"""
