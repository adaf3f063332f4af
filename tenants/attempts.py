"""Attempts to sign in: counted per account, per account and address, and per address, whether the account exists or not;
in each house, and over all houses together, so that many hosts give nobody many times the attempts.

Too many wrong passwords shut the door for a quarter of an hour, but never for a device that has signed in before: it
carries a mark and is counted by itself, so nobody can lock an owner out.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from i18n import lazy
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.request_id import client_address
from polydesk.kernel.throttle import Limit, allow_all
from polydesk.kernel.tokens import sign
from polydesk.kernel.web import moment

QUARTER = timedelta(minutes=15)
COOKIE = "__Host-known-device"
MARKS = 5


class ShutForNow(TooMany):
    message = lazy("Too many attempts. Please wait 15 minutes, or have a sign-in link sent to you by e-mail.")


async def count_attempt(account: str, *, owners: Iterable[tuple[UUID, int]]) -> None:
    """Notes one more attempt on this account; raises ShutForNow. `owners` are (id, generation) of who it may be."""
    if not await allow_all(*_limits(account, device=known_device(owners))):
        raise ShutForNow()


async def forgive(account: str, *, owners: Iterable[tuple[UUID, int]]) -> None:
    """The password was right, so that attempt was none."""
    await allow_all(*_limits(account, device=known_device(owners)), cost=-1)


def mark_of(owner_id: UUID, generation: int) -> str:
    return sign("known device", str(owner_id), str(generation))


def remembering(owner_id: UUID, generation: int) -> str:
    """The Set-Cookie value by which this browser is known next time; a new password makes the mark void."""
    mark = mark_of(owner_id, generation)
    marks = [mark, *(other for other in _marks() if other != mark)][:MARKS]
    return f"{COOKIE}={'.'.join(marks)}; Path=/; Max-Age=15552000; Secure; HttpOnly; SameSite=Lax"


def _marks() -> list[str]:
    return [mark for mark in moment().cookies.get(COOKIE, "").split(".") if len(mark) == 22][:MARKS]


def known_device(owners: Iterable[tuple[UUID, int]]) -> str | None:
    """The mark of one of these (id, generation) that this browser carries: somebody of them has signed in here before."""
    marks = set(_marks())
    return next((mark for owner in owners if (mark := mark_of(*owner)) in marks), None)


def _limits(account: str, *, device: str | None) -> list[Limit]:
    if device:
        return [Limit("sign_in.device", f"{account}|{device}", 15, QUARTER)]
    address = client_address()
    return [
        Limit("sign_in.account", account, 30, QUARTER),
        Limit("sign_in.account_from", f"{account}|{address}", 10, QUARTER),
        Limit("sign_in.from", address, 150, QUARTER),
        Limit("sign_in.account", account, 60, QUARTER, everywhere=True),
        Limit("sign_in.from", address, 300, QUARTER, everywhere=True),
    ]
