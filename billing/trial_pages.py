"""`/admin/billing/trial`: the days that are left, what comes after them, and a week more for whoever needs it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Controller, Response, get, post

from billing import extending, life, plans, reading
from billing.facts import Facts
from billing.frame import PAGE as OVERVIEW
from billing.frame import begun_days, days_left_said
from billing.occasion import CUSTOMERS_NOTICE_NOTHING, too_many
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import Refusal
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.web import Page, moment, redirect
from tenants.moving_in import TRIAL

PAGE = "/admin/billing/trial"


@dataclass(frozen=True)
class Trial:
    """`end`: when it ends or ended; `longer`: when it would, with a week more; empty where that is not to be had."""

    facts: Facts
    at: datetime
    end: datetime

    @property
    def is_over(self) -> bool:
        return self.at >= self.end

    @property
    def days_left(self) -> int:
        return begun_days(self.end - self.at)

    @property
    def days_said(self) -> str:
        return days_left_said(self.days_left)

    @property
    def days(self) -> int:
        """In all."""
        return max((self.end - self.facts.created_at).days, TRIAL.days)

    @property
    def longer(self) -> datetime | None:
        # Whoever settled for Free before has the week after that day, too.
        planned = self.facts.trial_ends_at or self.end
        return extending.extended_end(planned, self.at) if life.may_extend(self.facts, self.at) else None

    @property
    def then(self) -> life.Look:
        return life.look(self.facts, max(self.at, self.end))

    @property
    def too_many(self) -> str:
        return too_many(self.facts.people)


class TrialPages(Controller):
    path = PAGE

    @get()
    async def show(self) -> Response[Any]:
        return await _page()

    @post("/extension")
    async def extend(self) -> Response[Any]:
        try:
            await extending.extend()
        except Refusal as refusal:
            return await _page(refusal)
        return redirect(f"{PAGE}?said=extended")


async def _page(refusal: Refusal | None = None) -> Response[Any]:
    """Whoever has chosen a plan, or has cancelled, has no trial to look at."""
    held = await reading.held(current_tenant(), lock=False)
    facts = held.facts if held else None
    if (
        facts is None
        or facts.trial_spent
        or facts.trial_ends_at is None
        or facts.subscription is not None
        or facts.comp_plan is not None
    ):
        return redirect(OVERVIEW)
    if life.look(facts, now()).why == "cancelled":
        return redirect(OVERVIEW)
    return Page(
        "billing/trial.html",
        status=refusal.status if refusal else 200,
        refusal=refusal,
        trial=Trial(facts, now(), min(facts.trial_ends_at, facts.free_since or facts.trial_ends_at)),
        free=plans.FREE,
        customers=str(CUSTOMERS_NOTICE_NOTHING),
        was_extended=moment().query == "said=extended",
    )
