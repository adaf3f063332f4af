"""The profile: what a tenant is called, which languages its portal speaks, where it is. And whether set-up is over."""

from dataclasses import asdict, dataclass
from typing import Any

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.tenancy import current_tenant
from tenants.events import CompanyRenamed, LanguagesChanged
from tenants.telling import site_changed


@dataclass(frozen=True)
class Profile:
    name: str
    default_language: str
    languages: tuple[str, ...]
    zone: str
    country: str | None


async def profile() -> Profile:
    return _profile(await unit.fetchrow(_SELECT, current_tenant()))


async def change_profile(wanted: Profile) -> dict[str, list[Any]]:
    """Keeps it and answers what has changed, from what to what; nothing changed leaves no trace."""
    before = _profile(await unit.fetchrow(_SELECT + " FOR UPDATE", current_tenant()))
    changes = differences(asdict(before), asdict(wanted))
    if changes:
        await unit.execute(
            "UPDATE tenant SET name = $2, default_language = $3, languages = $4, zone = $5, country = $6 WHERE id = $1",
            *(
                current_tenant(),
                wanted.name,
                wanted.default_language,
                list(wanted.languages),
                wanted.zone,
                wanted.country,
            ),
        )
        await record("tenant.profile_changed", subject=("tenant", current_tenant()), changes=changes)
        await site_changed()
        if before.name != wanted.name:
            await announce(CompanyRenamed(before.name, wanted.name))
        if {*before.languages} != {*wanted.languages}:
            spoken = sorted(wanted.languages, key=lambda language: language != wanted.default_language)
            await announce(LanguagesChanged(tuple(spoken)))
    return changes


async def finish_set_up() -> None:
    """The newcomer has seen the set-up page, whatever they filled in; only the first time counts."""
    done = await unit.fetchval(
        "UPDATE tenant SET set_up_at = $2 WHERE id = $1 AND set_up_at IS NULL RETURNING id", current_tenant(), now()
    )
    if done:
        await record("tenant.set_up", subject=("tenant", current_tenant()))
        await site_changed()


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """What the audit log tells: each field that differs, as `[old, new]`."""
    return {name: [old, after[name]] for name, old in before.items() if old != after[name]}


_SELECT = "SELECT name, default_language, languages, zone, country FROM tenant WHERE id = $1"


def _profile(row: unit.Record | None) -> Profile:
    assert row is not None, "a tenant's unit has its tenant's row"
    return Profile(row["name"], row["default_language"], tuple(row["languages"]), row["zone"], row["country"])
