"""Entitlements: what a company's plan allows, and the one place that is asked (BL-10). Billing alone sets them.

A limit without a name in the tenant's row does not exist: a house that bills nobody has none. `limits()` is what pages
ask, from memory; whoever is about to take the last seat calls `demand_seat`, which counts while everybody else waits.
Owners, admins and agents sit on full seats, and so does whoever holds an open invitation to one; the others are free.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from i18n import _, lazy
from i18n.formats import bytes_, list_of
from polydesk.kernel import storage, unit
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.live import tell
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.refusals import LimitReached, Refusal
from polydesk.kernel.settings import settings
from polydesk.kernel.turns import take_turn
from tenants import directory, here

# Full seats; megabytes of files; tickets and mails of a month that the price includes.
LIMITS = ("seats", "storage_mb", "tickets", "mails")
FULL = ("owner", "admin", "agent")
PLAN_PAGE = "/admin/billing"
# For so long an invitation holds its seat.
RESERVED = timedelta(hours=24)


class SeatsFull(LimitReached):
    title = lazy("No seat is free")
    advice = lazy(
        "Light agents and people for billing need no seat. Removing a member or an open invitation frees one."
    )


class DeskReadOnly(Refusal):
    """Nobody of the company's own people changes anything; its customers notice nothing."""

    status = 403
    kind = "urn:polydesk:read-only"
    title = lazy("Your help desk is read only")
    advice = lazy("You can read everything. Customers can still write to you, and nothing is lost.")


@dataclass(frozen=True)
class Limits:
    """None: as many as they like."""

    seats: int | None = None
    storage_mb: int | None = None
    tickets: int | None = None
    mails: int | None = None


@dataclass(frozen=True)
class SeatPrice:
    """What one further full seat costs before tax, each `cycle` (month or year), and `page`, where an owner says yes."""

    amount: Decimal
    currency: str
    cycle: str
    page: str


Tells = Callable[[], Awaitable[SeatPrice | None]]

_prices: list[Tells] = []


def tells_price(asked: Tells) -> Tells:
    """For billing: `await asked()` in the tenant's unit answers the price, or None where no seat can be bought."""
    if asked not in _prices:
        _prices.append(asked)
    return asked


async def seat_price() -> SeatPrice | None:
    for asked in _prices:
        if (price := await asked()) is not None:
            return price
    return None


def limits() -> Limits:
    """What this request's or job's tenant may, as its site in memory says; without SQL."""
    found = here.site_or_none()
    return _limits(found.limits) if found else Limits()


async def limits_now() -> Limits:
    """The same from the row, for jobs, and where the last of something is given away: a minute's memory is too old there."""
    return _limits(await unit.fetchval("SELECT entitlements FROM tenant WHERE id = app.tenant_id()") or {})


async def seats_taken(*, besides: UUID | None = None) -> int:
    """By members and by open invitations, `besides` left out; inside the tenant's unit."""
    return int(await unit.fetchval(_TAKEN, list(FULL), now(), besides))


@dataclass(frozen=True)
class Seats:
    """Of a plan with a limit: so many are taken of so many; `price` is what a further one costs, if one can be had."""

    taken: int
    allowed: int
    price: SeatPrice | None


async def seats() -> Seats | None:
    """What pages show; None where there is no limit."""
    allowed = limits().seats
    return None if allowed is None else Seats(await seats_taken(), allowed, await seat_price())


async def free_seats(*, besides: UUID | None = None) -> int | None:
    """How many are left; None: any number. Until this unit is over, nobody else counts or takes one."""
    await take_turn("seats")
    allowed = (await limits_now()).seats
    return None if allowed is None else max(0, allowed - await seats_taken(besides=besides))


async def demand_seat(*, besides: UUID | None = None) -> None:
    """Before somebody gets a full role. Raises SeatsFull."""
    if await free_seats(besides=besides) == 0:
        raise await seats_full()


async def seats_full() -> SeatsFull:
    """The refusal, with its figures."""
    allowed, taken, people = (await limits_now()).seats or 0, await seats_taken(), await who_may_change()
    sentence = _("Full seats of your plan: %(taken)s of %(allowed)s are taken. Who can change this: %(people)s.")
    refusal = SeatsFull(sentence % {"taken": taken, "allowed": allowed, "people": list_of(people)})
    explain(refusal, "seats", current=taken, allowed=allowed, people=people)
    if refusal.action and (price := await seat_price()):
        refusal.action = (_("Add seats"), price.page)
    return refusal


def explain(refusal: LimitReached, limit: str, *, current: int, allowed: int, people: list[str]) -> None:
    """Adds what a program reads of it, and the way to the plan for whoever may change it."""
    refusal.facts = {"limit": limit, "current": current, "allowed": allowed, "who_can_change": people}
    refusal.action = to_the_plan()


def is_read_only() -> bool:
    """Never where nobody is billed: billing that was switched off left nobody behind who could end it."""
    found = here.site_or_none()
    return found is not None and found.status == "read_only" and settings().bills


async def became_read_only() -> bool:
    """The same from the row, for jobs."""
    found = await unit.fetchval("SELECT status FROM tenant WHERE id = app.tenant_id()")
    return bool(found == "read_only" and settings().bills)


async def demand_writable() -> None:
    """Before one of the company's people changes something. Raises DeskReadOnly."""
    if not is_read_only():
        return
    people = await who_may_change()
    refusal = DeskReadOnly(_("Who can change this: %(people)s.") % {"people": list_of(people)})
    refusal.facts = {"who_can_change": people}
    refusal.action = to_the_plan()
    raise refusal


@storage.explains_room
async def explain_room(refusal: storage.NoRoomLeft) -> None:
    """A customer only reads that the file was not taken."""
    if not actor().is_member:
        return
    room, people = await storage.room(), await who_may_change()
    figures = {"used": bytes_(room.used), "quota": bytes_(room.quota)}
    refusal.advice = _("%(used)s of %(quota)s used") % figures
    if room.by_plan:
        used, quota = room.used // storage.MEGABYTE, room.quota // storage.MEGABYTE
        refusal.message = f"{refusal.message} {_('Who can change this: %(people)s.') % {'people': list_of(people)}}"
        explain(refusal, "storage_mb", current=used, allowed=quota, people=people)


async def who_may_change() -> list[str]:
    """The names of the owners: they alone decide about the plan."""
    rows = await unit.fetch("SELECT name FROM member WHERE role = 'owner' AND state = 'active' ORDER BY created_at, id")
    return [row["name"] for row in rows]


def to_the_plan() -> tuple[str, str] | None:
    return (_("Plan and payment"), PLAN_PAGE) if actor().may("billing.manage") else None


async def grant(tenant_id: UUID, *, plan: str, limits: Mapping[str, int]) -> None:
    """In a platform unit: from its commit on this is what the tenant may, in every process."""
    changed = await unit.fetchval(
        """UPDATE tenant SET plan = $2, entitlements = $3
            WHERE id = $1 AND (plan, entitlements) IS DISTINCT FROM ($2, $3) RETURNING id""",
        *(tenant_id, plan, dict(limits)),
    )
    if changed is None:
        return
    await storage.grant_room(tenant_id, megabytes=limits.get("storage_mb"))
    await enqueue("tenants.let_in", tenant=tenant_id)
    await tell("site")
    unit.after_commit(directory.forget)


def _limits(known: Mapping[str, int]) -> Limits:
    return Limits(**{name: known.get(name) for name in LIMITS}) if settings().bills else Limits()


_TAKEN = """
SELECT (SELECT count(*) FROM member WHERE state = 'active' AND role = ANY($1))
     + (SELECT count(*) FROM invitation
         WHERE accepted_at IS NULL AND revoked_at IS NULL AND waits_since IS NULL AND expires_at > $2
           AND role = ANY($1) AND id IS DISTINCT FROM $3)
"""
