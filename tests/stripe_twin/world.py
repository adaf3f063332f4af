"""Everything that Stripe knows, in memory: objects by id, what is kept beside them, events, and one door, `handle`.

`events` grows by one dict per event, in the order they happened; who delivers them keeps an own place in that list.
"""

import copy
import json
import secrets
import time
from collections import ChainMap
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from . import agenda, clocks, expanding, happenings, repeating, routes, shapes, subscription_parts
from .asked import Asked
from .known_params import checked
from .refusals import Refused, missing

Json = dict[str, Any]


class World:
    """`dunning_end` is what becomes of a subscription whose last retry failed: `cancel`, `unpaid` or `past_due`.
    `pages` is the address under which Checkout, the portal and invoices are shown. `home` is the seller's country."""

    def __init__(self, *, pages: str = "http://127.0.0.1", home: str = "DE", dunning_end: str = "unpaid") -> None:
        self.pages, self.home, self.dunning_end = pages, home, dunning_end
        self.objects: MutableMapping[str, Json] = {}
        self.kinds: dict[str, dict[str, None]] = {}
        self.owned: dict[str, dict[str, None]] = {}
        self.beside: MutableMapping[str, Json] = {}
        self.events: list[Json] = []
        self.answers: dict[str, Json] = {}
        self.request: Json = {"id": None, "idempotency_key": None}
        self.offset = 0.0
        self.stopped: dict[str, int] = {}
        self.agenda = agenda.Agenda()
        self.clock: Callable[[], float] = time.time
        self.waking: World | None = None

    def handle(
        self,
        method: str,
        path: str,
        params: Json,
        *,
        key: str | None = None,
        idempotency_key: str | None = None,
        api_version: str | None = None,
    ) -> tuple[int, Json]:
        """What Stripe answers: `params` as `forms.nested` gives them, or already typed."""
        try:
            routes.let_in(key, api_version)
            self.pass_time()
            call, names = routes.find(method, path)
            asked = checked(call.params, params)
        except Refused as no:
            return no.status, no.body
        answer = (lambda: self._answer(call, names, asked)) if method != "GET" else None
        if answer is None:
            return self._answer(call, names, asked)
        return repeating.once(self, idempotency_key, f"{method} {path}", asked, answer)

    def _answer(self, call: "routes.Call", names: list[str], asked: Json) -> tuple[int, Json]:
        wanted = asked.pop("expand", [])
        heard = Asked(asked)
        try:
            made = call.verb(self, heard, *names)
            heard.nothing_left()
            return 200, expanding.expanded(self, made, wanted)
        except Refused as no:
            return no.status, no.body

    # What is known.

    def add(self, kind: str, prefix: str, *, id: str | None = None, owner: str | None = None, **values: Any) -> Json:  # noqa: A002
        """A new object of that kind: every key that Stripe publishes, and these values."""
        made = shapes.blank(kind) | {"id": id or self.new_id(prefix)} | values
        if "created" in made and made["created"] is None:
            made["created"] = self.now(owner)
        shapes.fits(kind, made)
        self.objects[made["id"]] = made
        self.kinds.setdefault(kind, {})[made["id"]] = None
        if owner:
            self.owned.setdefault(owner, {})[made["id"]] = None
        return made

    def find(self, kind: str, name: Any, *, param: str = "id") -> Json:
        if not isinstance(name, str) or name not in self.kinds.get(kind, {}):
            raise missing(kind, str(name), param=param)
        return self.objects[name]

    def all(self, kind: str, *, of: str | None = None) -> Iterator[Json]:
        names = self.kinds.get(kind, {})
        for name in list(names if of is None else [n for n in self.owned.get(of, {}) if n in names]):
            yield self.objects[name]

    def forget(self, kind: str, name: str) -> None:
        self.kinds.get(kind, {}).pop(name, None)
        self.objects.pop(name, None)
        self.beside.pop(name, None)
        for names in self.owned.values():
            names.pop(name, None)

    def begin_anew(self) -> None:
        """Nobody has bought anything yet; what is sold stays, and where events are brought."""
        self.kinds = {kind: names for kind, names in self.kinds.items() if kind in (*SHARED, "webhook_endpoint")}
        known = {name for names in self.kinds.values() for name in names}
        self.objects = {name: thing for name, thing in self.objects.items() if name in known}
        self.beside = {name: kept for name, kept in self.beside.items() if name in known}
        self.owned, self.answers, self.stopped = {}, {}, {}
        self.events.clear()
        self.agenda.read_again(self)

    def kept(self, name: str) -> Json:
        """What the twin must know of an object, and Stripe does not show."""
        return self.beside.setdefault(name, {})

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{secrets.token_hex(12)}"

    # Time.

    def now(self, owner: str | None = None) -> int:
        """The time of a customer, who may stand under a test clock; otherwise the world's own."""
        return clocks.time_of(self, owner)

    def travel(self, *, to: float) -> None:
        """The world's own clock: forwards only, and everything that is due on the way happens at its own instant."""
        self.offset = max(self.offset, to - self.clock())
        self.pass_time()

    def pass_time(self) -> None:
        clocks.pass_time(self)

    # What happened.

    def tell(self, type: str, thing: Json, *, before: Json | None = None, owner: str | None = None) -> None:  # noqa: A002
        happenings.tell(self, type, thing, before=before, owner=owner)

    # Surviving a restart, and dreaming.

    def dump(self) -> str:
        kept = {name: getattr(self, name) for name in _KEPT}
        return json.dumps(kept | {"events": [event["id"] for event in self.events]})

    @classmethod
    def load(cls, text: str) -> "World":
        world = cls()
        for name, value in json.loads(text).items():
            setattr(world, name, value)
        world.events = [world.objects[name] for name in world.events]
        for subscription in world.all("subscription"):
            subscription_parts.relink(world, subscription)
        world.agenda.read_again(world)
        return world

    def dream(self, customer: str) -> "World":
        """A world in which only this customer lives on: what happens there did not happen here."""
        world = World(pages=self.pages, home=self.home, dunning_end=self.dunning_end)
        world.clock, world.offset, world.stopped = self.clock, self.offset, dict(self.stopped)
        clock = str((self.objects.get(customer) or {}).get("test_clock"))
        used_up = [*self.kinds.get("coupon", {}), *self.kinds.get("promotion_code", {})]
        mine = [name for name in (customer, clock, *used_up, *self.owned.get(customer, {})) if name in self.objects]
        world.objects = ChainMap({name: copy.deepcopy(self.objects[name]) for name in mine}, self.objects)
        world.beside = ChainMap({n: copy.deepcopy(self.beside[n]) for n in mine if n in self.beside}, self.beside)
        world.kinds = {
            kind: dict(names) if kind in SHARED else {name: None for name in mine if name in names}
            for kind, names in self.kinds.items()
        }
        world.owned = {customer: dict(self.owned.get(customer, {}))}
        world.waking = self
        return world

    def remember(self, kind: str, name: str) -> None:
        """Of a dream: what somebody outside will ask for by its name."""
        if self.waking is not None and name not in self.waking.objects:
            self.waking.objects[name] = self.objects[name]
            self.waking.beside[name] = self.beside.get(name, {})
            self.waking.kinds.setdefault(kind, {})[name] = None


# What belongs to no customer: dreams see it as it is.
SHARED = ("product", "price", "coupon", "promotion_code", "billing.meter", "tax_rate", "billing_portal.configuration")

_KEPT = (
    *("pages", "home", "dunning_end", "objects", "kinds", "owned", "beside"),
    *("events", "answers", "offset", "stopped"),
)
