"""Whatever happens on Stripe's twin, in any order: it never falls over, its sums agree, its objects stay Stripe's."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests_depth import EVERYTHING

from tests.stripe_twin import hosted
from tests.stripe_twin.likeness import differences
from tests.stripe_twin.scene import Refusal, Scene

Json = dict[str, Any]

ALIVE = ("active", "past_due", "unpaid", "trialing", "incomplete")
CARDS = ("pm_card_visa", "pm_card_chargeCustomerFail", "pm_card_authenticationRequired")
BEHAVIORS = st.sampled_from(("create_prorations", "always_invoice", "none"))
PAYMENTS = st.sampled_from(("allow_incomplete", "error_if_incomplete", "pending_if_incomplete"))


class OneCompany(RuleBasedStateMachine):
    """A company that changes its mind all the time."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = Scene()
        self.customer = self.scene.customer(country="DE")
        self.coupon = self.scene.post("coupons", percent_off=15, duration="once")["id"]
        self.seen = 0

    @property
    def subscription(self) -> Json | None:
        rows = self.scene.get("subscriptions", customer=self.customer)["data"]
        return next((row for row in rows if row["status"] in ALIVE), None)

    def changed(self, **asked: Any) -> None:
        """A bank, or Stripe's rules, may refuse; nothing else may happen."""
        try:
            self.scene.post(f"subscriptions/{self.subscription['id']}", **asked)
        except Refusal as no:
            if no.status not in (400, 402, 404):
                raise

    @precondition(lambda self: self.subscription is None)
    @rule(trial=st.sampled_from((0, 3)), key=st.sampled_from(("base", "year")), off=st.booleans())
    def subscribe(self, trial: int, key: str, off: bool) -> None:
        more = {"discounts": [{"coupon": self.coupon}]} if off else {}
        self.scene.subscribe(self.customer, key, automatic_tax={"enabled": True}, trial_period_days=trial, **more)

    @precondition(lambda self: self.subscription is None)
    @rule(number=st.sampled_from(("4242424242424242", "4000000000000341", "4000002500003155")))
    def buy(self, number: str) -> None:
        session = self.scene.checkout(self.customer, "base", "tickets", automatic_tax={"enabled": True})
        if self.scene.pay(session, number).state == hosted.ASKS:
            assert self.scene.pay(session, number, authenticated=True).state == hosted.DONE

    @precondition(lambda self: self.subscription is not None)
    @rule(count=st.integers(1, 9), behavior=BEHAVIORS, payment=PAYMENTS)
    def change_seats(self, count: int, behavior: str, payment: str) -> None:
        prices = {item["price"]["id"]: item for item in self.subscription["items"]["data"]}
        known = prices.get(self.scene.prices["seat"])
        item = {"id": known["id"]} if known else {"price": self.scene.prices["seat"]}
        if known and count > 7:
            self.changed(items=[item | {"deleted": True}], proration_behavior=behavior)
        else:
            wanted = [item | {"quantity": count}]
            self.changed(items=wanted, proration_behavior=behavior, payment_behavior=payment)

    @precondition(lambda self: self.subscription is not None)
    @rule(key=st.sampled_from(("base", "year")), behavior=BEHAVIORS)
    def change_plan(self, key: str, behavior: str) -> None:
        first, *others = self.subscription["items"]["data"]
        items = [{"id": first["id"], "price": self.scene.prices[key]}]
        items += [{"id": other["id"], "deleted": True} for other in others]
        self.changed(items=items, proration_behavior=behavior)

    @precondition(lambda self: self.subscription is not None)
    @rule(leaves=st.booleans())
    def leave_later(self, leaves: bool) -> None:
        self.changed(cancel_at_period_end=leaves)

    @precondition(lambda self: self.subscription is not None)
    @rule(settles=st.booleans())
    def leave_now(self, settles: bool) -> None:
        path = f"subscriptions/{self.subscription['id']}"
        self.scene.call("DELETE", path, {"invoice_now": settles, "prorate": settles})

    @precondition(lambda self: self.subscription is not None)
    @rule()
    def plan_ahead(self) -> None:
        subscription = self.subscription
        assert subscription is not None
        if subscription["schedule"] is not None:
            self.scene.post(f"subscription_schedules/{subscription['schedule']}/release")
            return
        schedule = self.scene.post("subscription_schedules", from_subscription=subscription["id"])
        present = schedule["phases"][0]
        items = [
            {name: item[name] for name in ("price", "quantity") if item[name] is not None} for item in present["items"]
        ]
        now = {"items": items, "start_date": present["start_date"], "end_date": present["end_date"]}
        then = {"items": [{"price": self.scene.prices["base"]}], "duration": {"interval": "month"}}
        self.scene.post(f"subscription_schedules/{schedule['id']}", phases=[now, then])

    @precondition(lambda self: self.subscription is not None)
    @rule()
    def look_ahead(self) -> None:
        events = len(self.scene.world.events)
        try:
            self.scene.post("invoices/create_preview", subscription=self.subscription["id"])
        except Refusal as no:
            if no.error["code"] != "invoice_upcoming_none":
                raise
        assert len(self.scene.world.events) == events

    @rule(token=st.sampled_from(CARDS))
    def take_another_card(self, token: str) -> None:
        self.scene.card(self.customer, token)

    @rule()
    def save_a_card_in_the_portal(self) -> None:
        card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "1"}
        assert hosted.save_card(self.scene.world, self.customer, card=card).state == hosted.DONE
        assert all(
            one["status"] != "open" for one in self.scene.get("invoices", customer=self.customer, limit=100)["data"]
        )

    @rule(value=st.integers(1, 300))
    def use(self, value: int) -> None:
        payload = {"stripe_customer_id": self.customer, "value": str(value)}
        self.scene.post("billing/meter_events", event_name="polydesk_tickets", payload=payload)

    @rule(days=st.floats(0.01, 45))
    def let_time_pass(self, days: float) -> None:
        self.scene.advance(days=days)

    @rule()
    def start_again(self) -> None:
        kept = self.scene.starts_again()
        assert self.scene.world.dump() == kept

    @invariant()
    def sums_agree(self) -> None:
        paid = 0
        for invoice in self.scene.world.all("invoice", of=self.customer):
            lines = invoice["lines"]["data"]
            assert invoice["subtotal"] == sum(line["amount"] for line in lines)
            off = sum(one["amount"] for line in lines for one in line["discount_amounts"])
            tax = sum(one["amount"] for line in lines for one in line["taxes"])
            assert invoice["total"] == invoice["subtotal"] - off + tax
            paid += invoice["amount_paid"]
        charges = self.scene.world.all("charge", of=self.customer)
        assert paid == sum(one["amount_captured"] for one in charges)
        balance = sum(one["amount"] for one in self.scene.world.all("customer_balance_transaction", of=self.customer))
        assert balance == self.scene.world.objects[self.customer]["balance"]

    @invariant()
    def objects_stay_stripes(self) -> None:
        for event in self.scene.world.events[self.seen :]:
            assert differences(event) == []
        self.seen = len(self.scene.world.events)

    @invariant()
    def a_subscription_is_what_its_invoices_say(self) -> None:
        for one in self.scene.world.all("subscription", of=self.customer):
            invoices = [
                row for row in self.scene.world.all("invoice", of=self.customer) if row["subscription"] == one["id"]
            ]
            assert one["status"] not in ("past_due", "incomplete") or any(row["status"] == "open" for row in invoices)
            assert one["status"] != "canceled" or one["ended_at"] is not None


TestOneCompany = OneCompany.TestCase
TestOneCompany.settings = settings(max_examples=20 if EVERYTHING else 8, stateful_step_count=25)
