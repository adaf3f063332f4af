"""The company's identity provider: how it is reached, for whom it counts, and whether passwords still do.

Everything runs inside the tenant's unit. Another issuer or client is another provider: it is switched off until somebody has
tried it. Whoever decides here decides who is who, so only owners may.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from i18n import _
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.sealed import Unsealable, seal, unseal
from tenants.sso.refusals import NotTried, PasswordsClosed, ProviderFault

PURPOSE = "tenants.sso"
# People whom nobody knows here yet get no more than these.
ROLES = ("light_agent", "agent")
HIDDEN = "•••"


@dataclass(frozen=True)
class Provider:
    name: str
    issuer: str
    client_id: str
    domains: tuple[str, ...]
    lets_in: str | None
    passwords: bool
    tried_at: datetime | None
    on_since: datetime | None
    secret: bytes = field(repr=False)

    @property
    def is_on(self) -> bool:
        return self.on_since is not None

    @property
    def is_demanded(self) -> bool:
        """Whether passwords open nothing here, but for owners."""
        return self.is_on and not self.passwords

    def open_secret(self) -> str:
        """Raises ProviderFault."""
        try:
            return unseal(self.secret, purpose=PURPOSE)
        except Unsealable:
            raise ProviderFault(
                _("The client secret cannot be read any more. An owner has to enter it again.")
            ) from None


@dataclass(frozen=True)
class Rules:
    """`domains` are those whose addresses the provider vouches for; without `lets_in` strangers stay outside."""

    domains: tuple[str, ...]
    lets_in: str | None
    passwords: bool


async def provider() -> Provider | None:
    row = await unit.fetchrow(_SELECT)
    return _provider(row) if row else None


async def active() -> Provider | None:
    """The one that people sign in with now."""
    found = await provider()
    return found if found and found.is_on else None


async def configure(*, name: str, issuer: str, client_id: str, secret: str) -> None:
    """An empty secret leaves the one that is there."""
    held = await provider()
    new = {"name": name, "issuer": issuer, "client_id": client_id}
    old = {key: getattr(held, key) if held else None for key in new}
    sealed = seal(secret, purpose=PURPOSE) if secret or held is None else held.secret
    await unit.execute(_CONFIGURE, name, issuer, client_id, sealed)
    changes: dict[str, list[Any]] = {key: [old[key], new[key]] for key in new if old[key] != new[key]}
    if held and held.is_on and {"issuer", "client_id"} & changes.keys():
        await _end_sessions(by_sso=True)
    if secret:
        changes["client_secret"] = [HIDDEN if held else None, HIDDEN]
    await _note("changed", changes)


async def set_rules(held: Provider, rules: Rules) -> None:
    """Where passwords open nothing any more, whoever came in by one is signed out, but for owners."""
    fresh = replace(held, domains=rules.domains, lets_in=rules.lets_in, passwords=rules.passwords)
    await unit.execute(_RULES, list(rules.domains), rules.lets_in, rules.passwords)
    pairs = {key: [getattr(held, key), getattr(rules, key)] for key in ("domains", "lets_in", "passwords")}
    await _note("changed", {key: [_plain(one) for one in pair] for key, pair in pairs.items() if pair[0] != pair[1]})
    if fresh.is_demanded and not held.is_demanded:
        await _end_sessions(by_sso=False)


async def note_trial() -> None:
    """A sign-in has worked with what is entered now."""
    await unit.execute("UPDATE sso_provider SET tried_at = $1", now())
    await record("sso.tried")


async def switch_on(held: Provider) -> None:
    """Raises NotTried."""
    if held.tried_at is None:
        raise NotTried
    if held.is_on:
        return
    await unit.execute("UPDATE sso_provider SET on_since = $1", now())
    await record("sso.switched_on")
    if not held.passwords:
        await _end_sessions(by_sso=False)


async def switch_off(held: Provider) -> None:
    """Whoever came in by it is signed out: perhaps that is why it is switched off."""
    if held.is_on:
        await unit.execute("UPDATE sso_provider SET on_since = NULL")
        await record("sso.switched_off")
        await _end_sessions(by_sso=True)


async def demand_password_counts(role: str) -> None:
    """Before a session begins by a password, a mail or another host: an owner's always does. Raises PasswordsClosed."""
    found = await active()
    if found and found.is_demanded and role != "owner":
        raise PasswordsClosed(found.name)


async def demand_it_of(member_id: UUID) -> None:
    """Somebody is no owner any more: where single sign-on is demanded, what began otherwise is over."""
    found = await active()
    if found and found.is_demanded:
        await unit.execute(
            "DELETE FROM session WHERE actor_kind = 'member' AND actor_id = $1 AND NOT by_sso", member_id
        )


async def note_password(member_id: UUID) -> None:
    """An owner has come in so although single sign-on is demanded; they are the actor."""
    found = await active()
    if found and found.is_demanded:
        await record("sso.password_used", subject=("member", member_id))


async def _end_sessions(*, by_sso: bool) -> None:
    await unit.execute(_END, by_sso)


async def _note(what: str, changes: dict[str, list[Any]]) -> None:
    if changes:
        await record(f"sso.{what}", changes=changes)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _provider(row: unit.Record) -> Provider:
    known: dict[str, Any] = dict(row)
    return Provider(**known | {"domains": tuple(known["domains"])})


_SELECT = "SELECT name, issuer, client_id, domains, lets_in, passwords, tried_at, on_since, secret FROM sso_provider"

_CONFIGURE = """
INSERT INTO sso_provider (name, issuer, client_id, secret) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id) DO UPDATE SET name = $1, issuer = $2, client_id = $3, secret = $4,
  tried_at = CASE WHEN (sso_provider.issuer, sso_provider.client_id) = ($2, $3) THEN sso_provider.tried_at END,
  on_since = CASE WHEN (sso_provider.issuer, sso_provider.client_id) = ($2, $3) THEN sso_provider.on_since END
"""

_RULES = "UPDATE sso_provider SET domains = $1, lets_in = $2, passwords = $3"

# Owners keep the sessions that their password began.
_END = """
DELETE FROM session s USING member m
 WHERE s.actor_kind = 'member' AND m.tenant_id = s.tenant_id AND m.id = s.actor_id AND s.by_sso = $1
   AND (s.by_sso OR m.role <> 'owner')
"""
