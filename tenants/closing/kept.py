"""What outlives a tenant: the few tables that an erasure leaves rows in, each with the reason.

A slice says `keep("billing_invoice", because="…")` when it is loaded; `made_nameless` is the SQL (about the tenant $1) that
takes out of such rows what names a person. Every other row of the tenant goes; a guard reads the catalogue to prove it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    table: str
    because: str
    made_nameless: str = ""


_kept: dict[str, Kept] = {}


def keep(table: str, *, because: str, made_nameless: str = "") -> None:
    _kept[table] = Kept(table, because, made_nameless)


def kept() -> tuple[Kept, ...]:
    return tuple(_kept.values())


def is_kept(table: str) -> bool:
    return table in _kept


keep("tenant", because="its id, status and country, so that figures of the platform still add up")
keep("tenant_host", because="its former address alone, which nobody else gets for 30 days")
keep("erasure", because="the proof that it was erased, and when")
keep("audit", because="one line: that it was erased")
