"""Webhooks as admins have them: whom to call at what, their secrets, switching them on and off."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.egress import BadAddress, Target, is_number, is_public, target_of
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.settings import settings
from polydesk.kernel.tenancy import current_tenant
from polydesk.webhooks.events import WebhookSwitchedOff
from polydesk.webhooks.refusals import BadUrl, PrivateUrl, SecretSeen, TooManyWebhooks
from polydesk.webhooks.signing import secret_of
from polydesk.webhooks.words import EVENTS

MOST = 20
BOTH_SECRETS = timedelta(hours=24)
REMEMBER_S = 10.0
REMEMBER_MOST = 10_000

_listening: dict[UUID, tuple[float, frozenset[str]]] = {}


@dataclass(frozen=True)
class Webhook:
    """`off_because`: a person switched it off, it failed for days, or the other side said that it is gone for good."""

    id: UUID
    name: str
    url: str
    events: tuple[str, ...]
    generation: int
    former_until: datetime | None
    secret_seen: bool
    failing_since: datetime | None
    off_since: datetime | None
    off_because: str
    created_at: datetime

    @property
    def is_on(self) -> bool:
        return self.off_since is None

    @property
    def target(self) -> Target:
        return target_of(self.url)

    def secrets(self, at: datetime) -> list[str]:
        """Those that sign now, the newest first."""
        both = self.former_until is not None and self.former_until > at
        return [secret_of(self.id, self.generation - back) for back in range(2 if both else 1)]


async def webhooks() -> list[Webhook]:
    return [_webhook(row) for row in await unit.fetch(f"{_SELECT} ORDER BY lower(name), id")]


async def webhook(webhook_id: UUID, *, lock: bool = False) -> Webhook:
    """Raises NotFound."""
    row = await unit.fetchrow(f"{_SELECT} AND id = $1{' FOR UPDATE' if lock else ''}", webhook_id)
    if row is None:
        raise NotFound
    return _webhook(row)


async def listening(event: str) -> bool:
    """Whether anybody here wants to be told of it; each process looks again after ten seconds."""
    tenant = current_tenant()
    kept = _listening.get(tenant)
    if kept is None or kept[0] <= time.monotonic():
        rows = await unit.fetch("SELECT DISTINCT unnest(events) AS event FROM webhook WHERE archived_at IS NULL")
        if len(_listening) >= REMEMBER_MOST:
            _listening.clear()
        kept = _listening[tenant] = (time.monotonic() + REMEMBER_S, frozenset(row["event"] for row in rows))
    return event in kept[1]


async def add(name: str, *, url: str, events: Sequence[str]) -> Webhook:
    """Raises BadUrl, TooManyWebhooks. The same again, by a form that was sent twice, is the one that is there."""
    _demand_callable(url)
    known, wanted = await webhooks(), _in_order(events)
    for one in known:
        if (one.name, one.url, one.events) == (name, url, wanted):
            return one
    if len(known) >= MOST:
        raise TooManyWebhooks
    made_id = new_id()
    await unit.execute(_ADD, made_id, name, url, list(wanted), now())
    await _note("added", made_id, {"name": [None, name], "url": [None, url], "events": [None, list(wanted)]})
    return await webhook(made_id)


async def change(held: Webhook, *, name: str, url: str, events: Sequence[str]) -> None:
    """Raises BadUrl. Nothing changed leaves no trace."""
    _demand_callable(url)
    old = {"name": held.name, "url": held.url, "events": list(held.events)}
    new = {"name": name, "url": url, "events": list(_in_order(events))}
    changes = {key: [old[key], new[key]] for key in old if old[key] != new[key]}
    if changes:
        await unit.execute(_CHANGE, held.id, *new.values())
        await _note("changed", held.id, changes)


async def show_secret(webhook_id: UUID) -> str:
    """Once. Raises SecretSeen: whoever lost it makes a new one."""
    held = await webhook(webhook_id, lock=True)
    if held.secret_seen:
        raise SecretSeen
    await unit.execute(f"UPDATE webhook SET secret_seen = true {_MINE}", webhook_id)  # noqa: S608
    await _note("secret_shown", webhook_id, {})
    return secret_of(held.id, held.generation)


async def renew_secret(webhook_id: UUID) -> None:
    """The former one signs too for a day, so that nobody loses a message over it."""
    await webhook(webhook_id, lock=True)
    await unit.execute(_RENEW, webhook_id, now() + BOTH_SECRETS)
    await _note("secret_renewed", webhook_id, {})


async def switch_on(webhook_id: UUID) -> None:
    if not (await webhook(webhook_id, lock=True)).is_on:
        await unit.execute(_ON, webhook_id)
        await _note("switched_on", webhook_id, {})


async def switch_off(webhook_id: UUID, *, because: str = "person") -> None:
    """Nothing is sent to it any more; whoever did not do it themselves is told."""
    held = await webhook(webhook_id, lock=True)
    if held.is_on:
        await unit.execute(_OFF, webhook_id, now(), because)
        await _note("switched_off", webhook_id, {"because": [None, because]})
        if because != "person":
            await announce(WebhookSwitchedOff(webhook_id=webhook_id, name=held.name, because=because))


async def archive(webhook_id: UUID) -> None:
    held = await webhook(webhook_id, lock=True)
    await unit.execute(f"UPDATE webhook SET archived_at = $2 {_MINE}", webhook_id, now())  # noqa: S608
    await _note("archived", webhook_id, {"name": [held.name, None]})


def _demand_callable(url: str) -> None:
    """A name is looked up when it is called; a number can be told by itself. Whoever tries things out at home may do
    without a certificate; what customers write goes through the world in secret only."""
    try:
        target = target_of(url)
    except BadAddress as error:
        raise BadUrl from error
    if settings().is_production and not target.is_secret:
        raise BadUrl
    if is_number(target.host) and not is_public(target.host):
        raise PrivateUrl


def _in_order(events: Sequence[str]) -> tuple[str, ...]:
    return tuple(event for event in EVENTS if event in events)


def _webhook(row: unit.Record) -> Webhook:
    return Webhook(**{**dict(row.items()), "events": tuple(row["events"])})


async def _note(what: str, webhook_id: UUID, changes: dict[str, list[Any]]) -> None:
    tenant = current_tenant()
    unit.after_commit(lambda: _listening.pop(tenant, None) and None)
    await record(f"webhook.{what}", subject=("webhook", webhook_id), changes=changes)


_SELECT = """
SELECT id, name, url, events, generation, former_until, secret_seen, failing_since, off_since, off_because, created_at
  FROM webhook WHERE tenant_id = app.tenant_id() AND archived_at IS NULL
"""
_MINE = "WHERE tenant_id = app.tenant_id() AND id = $1"
_ADD = "INSERT INTO webhook (id, name, url, events, created_at) VALUES ($1, $2, $3, $4, $5)"
# What went wrong at the former address says nothing about another one.
_CHANGE = f"""
UPDATE webhook SET name = $2, url = $3, events = $4, failing_since = CASE WHEN url = $3 THEN failing_since END {_MINE}
"""  # noqa: S608
_RENEW = f"UPDATE webhook SET generation = generation + 1, former_until = $2, secret_seen = false {_MINE}"  # noqa: S608
_ON = f"UPDATE webhook SET off_since = NULL, off_because = '', failing_since = NULL {_MINE}"  # noqa: S608
_OFF = f"UPDATE webhook SET off_since = $2, off_because = $3 {_MINE}"  # noqa: S608
