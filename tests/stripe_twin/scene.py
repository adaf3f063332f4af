"""A scene in a world of its own, for tests: a catalogue, a customer under a test clock, and the API in few words."""

from typing import Any

from . import hosted
from .world import World

Json = dict[str, Any]

KEY = "sk_test_scene"
BEGIN = 1_795_000_000
DAY = 86400


class Refusal(Exception):
    def __init__(self, status: int, error: Json) -> None:
        super().__init__(error["message"])
        self.status, self.error = status, error


class Scene:
    """`answers`: all that the API said.

    Prices by their lookup keys: `base` 29.00 and `seat` 9.00 a month, `year` 290.00 a year, `tickets` metered."""

    def __init__(self, **settings: Any) -> None:
        self.world = _where_it_is_always_the_beginning(World(**settings))
        self.answers: list[Json] = []
        self.prices: dict[str, str] = {}
        self.clock = str(self.post("test_helpers/test_clocks", frozen_time=BEGIN)["id"])
        self.post("products", id="polydesk_team", name="Team")
        for key, amount, interval in (("base", 2900, "month"), ("seat", 900, "month"), ("year", 29000, "year")):
            self.price(key, unit_amount=amount, recurring={"interval": interval})
        self.meter = str(
            self.post(
                "billing/meters",
                display_name="Tickets",
                event_name="polydesk_tickets",
                default_aggregation={"formula": "sum"},
            )["id"]
        )
        self.price(
            "tickets",
            billing_scheme="tiered",
            tiers_mode="graduated",
            tiers=[{"up_to": 100, "unit_amount": 0}, {"up_to": "inf", "unit_amount": 5}],
            recurring={"interval": "month", "usage_type": "metered", "meter": self.meter},
        )

    def call(self, method: str, path: str, params: Json | None = None, **how: Any) -> Json:
        status, body = self.world.handle(method, f"/v1/{path}", params or {}, key=KEY, **how)
        if status != 200:
            raise Refusal(status, body["error"])
        self.answers.append(body)
        return body

    def post(self, path: str, **params: Any) -> Json:
        return self.call("POST", path, params)

    def get(self, path: str, **params: Any) -> Json:
        return self.call("GET", path, params)

    def price(self, key: str, **params: Any) -> str:
        sold: Json = {"currency": "eur", "product": "polydesk_team", "lookup_key": key, "tax_behavior": "exclusive"}
        self.prices[key] = self.post("prices", **(sold | params))["id"]
        return self.prices[key]

    def customer(self, *, card: str | None = "pm_card_visa", country: str = "US", **params: Any) -> str:
        made = self.post(
            "customers", test_clock=self.clock, address={"country": country}, email="o@x.example", **params
        )
        if card:
            self.card(made["id"], card)
        return str(made["id"])

    def card(self, customer: str, token: str) -> str:
        method = str(self.post(f"payment_methods/{token}/attach", customer=customer)["id"])
        self.post(f"customers/{customer}", invoice_settings={"default_payment_method": method})
        return method

    def subscribe(self, customer: str, *keys: str, **params: Any) -> Json:
        items = [{"price": self.prices[key]} for key in keys or ("base",)]
        return self.post("subscriptions", customer=customer, items=items, **params)

    def seats(self, subscription: Json, count: int, **how: Any) -> Json:
        """That many further seats, and the base as it is."""
        known = self.get(f"subscriptions/{subscription['id']}")["items"]["data"]
        item = next((one["id"] for one in known if one["price"]["id"] == self.prices["seat"]), None)
        wanted = {"id": item} if item else {"price": self.prices["seat"]}
        return self.post(
            f"subscriptions/{subscription['id']}",
            items=[wanted | ({"quantity": count} if count else {"deleted": True})],
            **how,
        )

    def advance(self, *, days: float = 0, to: int | None = None) -> None:
        path = f"test_helpers/test_clocks/{self.clock}"
        now = self.get(path)["frozen_time"]
        self.post(f"{path}/advance", frozen_time=to if to is not None else int(now + days * DAY))
        assert self.get(path)["status"] == "advancing"
        assert self.get(path)["status"] == "ready"

    def checkout(self, customer: str | None, *keys: str, **params: Any) -> Json:
        lines = [
            {"price": self.prices[key]} | ({} if key == "tickets" else {"quantity": 1}) for key in keys or ("base",)
        ]
        whom: Json = {"customer": customer, "customer_update": {"address": "auto", "name": "auto"}} if customer else {}
        asked = {"mode": "subscription", "line_items": lines, "success_url": "https://x.example", **whom, **params}
        return self.post("checkout/sessions", **asked)

    def pay(self, session: Json, number: str = "4242424242424242", **how: Any) -> hosted.Outcome:
        card = {"number": number, "exp_month": 12, "exp_year": 2034, "cvc": "123"}
        return hosted.complete_checkout(self.world, session["id"], card=card, **how)

    def invoice(self, subscription: Json, **params: Any) -> Json:
        """The latest one."""
        latest = self.get(f"subscriptions/{subscription['id']}")["latest_invoice"]
        return self.get(f"invoices/{latest}", **params)

    def told(self, *types: str) -> list[Json]:
        return [event for event in self.world.events if not types or event["type"] in types]

    def starts_again(self) -> str:
        """The server, with what it had kept; answers that."""
        kept = self.world.dump()
        self.world = _where_it_is_always_the_beginning(World.load(kept))
        return kept

    @staticmethod
    def world_of(dump: str) -> dict[str, Json]:
        """All objects of a world that was written down."""
        return World.load(dump).objects


def _where_it_is_always_the_beginning(world: World) -> World:
    """For whoever stands under no test clock; a scene ends alike in whatever year it is played."""
    world.clock = lambda: float(BEGIN)
    return world
