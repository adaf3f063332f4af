"""`/admin/billing/plans`: plans side by side; `/admin/billing/change`: what a change costs, and the button that makes it so.

Three clicks from the overview (BL-02): the plans, one of them with its price, confirm. Nothing is charged that was not shown.
"""

from typing import Any

from litestar import Controller, Request, Response, get, post

from billing import changing, choosing, plans, previewing, queries, stripes_pages
from billing.accounts import own_account
from billing.changing import CostsOtherwise
from billing.choosing import Choice
from billing.forms import BuyForm, ConfirmForm
from billing.overview import stands_now
from billing.refusals import StripeAway
from billing.wishes import Wish, wish_for
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound, Refusal
from polydesk.kernel.web import Form, Page, moment, read_form, redirect
from tenants import entitlements

AnyRequest = Request[Any, Any, Any]
PLANS, CHANGE, OVERVIEW = "/admin/billing/plans", "/admin/billing/change", "/admin/billing"


class PlanPages(Controller):
    path = PLANS

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        held, account = await queries.subscription(), await own_account()
        asked = request.query_params
        cycle = plans.as_cycle(asked.get("cycle", "")) or (held.cycle if held else "month")
        currency = await choosing.currency(account, held, asked.get("currency", ""))
        return Page(
            "billing/plans.html",
            held=held,
            stands=await stands_now(),
            cycle=cycle,
            currency=currency,
            is_currency_fixed=await choosing.is_currency_fixed(account, held),
            offers=choosing.offers(cycle, currency),
            seats_taken=await entitlements.seats_taken(),
            every_plan=plans.IN_EVERY_PLAN,
            currencies=choosing.currencies(),
            was_left=asked.get("said") == "left",
            names=plans.NAMES,
        )


class ChangePages(Controller):
    path = CHANGE

    @get()
    async def show(self, request: AnyRequest) -> Response[Any]:
        """With scripts only the price, each time that something is chosen."""
        form = Form(BuyForm, {name: [value] for name, value in request.query_params.items()}, {})
        return await page_of(form)

    @post()
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, ConfirmForm)
        if not form.ok:
            return await page_of(form)
        wish = wish_of(form)
        try:
            done = await changing.change(wish, due=form.data.due, proration_at=form.data.proration_at)
        except CostsOtherwise as refusal:
            return await page_of(form, refusal=refusal, seen=refusal.preview)
        except Refusal as refusal:
            return await page_of(form, refusal=refusal)
        if done.pay_at:
            return redirect(done.pay_at)
        return redirect(f"{OVERVIEW}?said={'changed' if done.at_once else 'planned'}")

    @post("/free")
    async def settle_for_free(self) -> Response[Any]:
        """For whoever has bought nothing yet: the trial is over by one's own choice."""
        await choosing.settle_for_free()
        return redirect(f"{OVERVIEW}?said=free")


async def page_of(
    form: Form[Any], *, refusal: Refusal | None = None, seen: previewing.Preview | None = None
) -> Response[Any]:
    if form.value("plan") not in plans.PLANS:
        raise NotFound()
    choice = await choosing.choice_of(wish_of(form), form.value("currency")) if form.ok else None
    if choice and seen:
        choice = choice.seen_as(seen)
    elif choice and not isinstance(refusal, StripeAway):
        choice, refusal = await _priced(choice, refusal)
    return Page(
        "billing/change.html",
        partial="billing/_preview.html",
        headers=stripes_pages.form_headers(),
        status=200 if moment().is_htmx else 422 if not form.ok else refusal.status if refusal else 200,
        form=form,
        choice=choice,
        refusal=refusal,
        wanted=plans.plan(form.value("plan")),
        cycle=form.value("cycle") or "month",
        currency=form.value("currency"),
    )


async def _priced(choice: Choice, refusal: Refusal | None) -> tuple[Choice, Refusal | None]:
    """With what Stripe says that it costs; when it is away, the page still tells what we know."""
    await unit.let_go()
    try:
        return await choosing.priced(choice), refusal
    except Refusal as failed:
        return choice, refusal or failed


def wish_of(form: Form[Any]) -> Wish:
    name, cycle = form.value("plan"), plans.as_cycle(form.value("cycle", "month"))
    if name not in plans.PLANS or cycle is None:
        raise NotFound()
    return wish_for(name, cycle, form.data.seats)
