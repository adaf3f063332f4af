"""`/admin/billing/seats`: who sits on full seats, who waits for one, and what further ones cost before they are bought (BL-05)."""

from typing import Any

from litestar import Controller, Response, get

from billing import plans, queries
from billing.forms import MOST_SEATS, WishForm
from billing.overview import SHOWN, stands_now, waiting_for_seats
from billing.stripes_pages import form_headers
from i18n.formats import list_of
from polydesk.kernel.web import Page, empty
from tenants import entitlements
from tenants.roles import NAMES


class SeatPages(Controller):
    path = "/admin/billing/seats"

    @get()
    async def show(self) -> Response[Any]:
        held, stands, taken = await queries.subscription(), await stands_now(), await entitlements.seats_taken()
        waiting = await waiting_for_seats()
        had = held.held.all_seats if held else 0
        return Page(
            "billing/seats.html",
            headers=form_headers(),
            plans=plans,
            held=held,
            # Beside a larger plan of ours nobody pays for seats that it includes.
            sells=held is not None and held.plan == stands.plan,
            stands=stands,
            taken=taken,
            waiting=waiting,
            names=NAMES,
            asked=await _asked_by_bank() if held and held.is_paid_for else None,
            had=had,
            wanted=max(had, taken + len(waiting)) if held else 0,
            included=plans.plan(held.plan).seats if held else 0,
            seat=plans.price(held.plan, held.cycle, held.currency, "seat") if held else None,
            most=MOST_SEATS,
            sold=list_of([str(plan.title) for plan in plans.PAID if plan.is_sold]),
            form=empty(WishForm),
        )


async def _asked_by_bank() -> queries.Invoice | None:
    """What waits for a confirmation (3-D Secure) before it begins."""
    return next((one for one in await queries.invoices(SHOWN) if one.look == "asks"), None)
