"""Who brings the world's events to the product: signed as Stripe signs, in the background, again until they are taken.

Stripe promises neither order nor once. So on demand they come late, doubled, in another order, or not at all for a while.
"""

import asyncio
import contextlib
import hashlib
import hmac
import random
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx

from .web import printed
from .world import World

Json = dict[str, Any]
PAUSES_S = (1, 2, 4, 8, 15, 30, 60)
TRIES = 60
PATIENCE_S = 20.0


@dataclass
class Parcel:
    """An event on its way: `due` on the wall clock, `tries` that failed, `status` of the last one."""

    event: str
    due: float
    tries: int = 0
    status: int | str = "waiting"
    copies: int = 1

    @property
    def is_open(self) -> bool:
        return self.copies > 0 and self.tries < TRIES


@dataclass
class Manner:
    """How events are brought: `held` for now not at all, `late` seconds, `repeat` times, `shuffled`."""

    held: bool = False
    late: float = 0.0
    repeat: int = 1
    shuffled: bool = False


@dataclass
class Courier:
    world: World
    address: str
    secret: str
    manner: Manner = field(default_factory=Manner)
    parcels: dict[str, Parcel] = field(default_factory=dict)
    place: int = 0
    _called: asyncio.Event = field(default_factory=asyncio.Event)

    def look(self) -> None:
        """After every call: is there news?"""
        for event in self.world.events[self.place :]:
            due = time.time() + self.manner.late
            self.parcels[event["id"]] = Parcel(event["id"], due, copies=self.manner.repeat)
        self.place = len(self.world.events)
        self._called.set()

    def undelivered(self) -> list[Json]:
        """Events that nobody has taken yet, in the order in which they happened."""
        self.look()
        open_ones = {name for name, parcel in self.parcels.items() if parcel.is_open}
        return [event for event in self.world.events if event["id"] in open_ones]

    def go_to(self, address: str) -> None:
        """Whoever lives there hears of what happens from now on."""
        self.forget()
        self.address = address

    def forget(self) -> None:
        """Nobody hears any more of what has happened until now."""
        self.look()
        for parcel in self.parcels.values():
            parcel.copies = 0

    def begin_anew(self) -> None:
        """Of a world in which nothing has happened yet."""
        self.parcels, self.place = {}, len(self.world.events)

    def signed(self, event: Json, *, at: float | None = None, secret: str | None = None) -> tuple[bytes, Json]:
        payload = printed(event, order="sorted")
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0 (a twin of it)"}
        return payload, headers | {"Stripe-Signature": signature(payload, secret or self.secret, at=at)}

    async def work(self) -> None:
        """For as long as the server runs."""
        async with httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False) as client:
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._called.wait(), self._pause())
                self._called.clear()
                await asyncio.gather(*(self._bring(client, parcel) for parcel in self._due()))

    @property
    def is_idle(self) -> bool:
        return self.manner.held or not self.address

    def _due(self) -> list[Parcel]:
        if self.is_idle:
            return []
        due = [parcel for parcel in self.parcels.values() if parcel.is_open and parcel.due <= time.time()]
        if self.manner.shuffled:
            random.shuffle(due)
        return due[:10]

    def _pause(self) -> float | None:
        if self.is_idle:
            return None
        soonest = min((parcel.due for parcel in self.parcels.values() if parcel.is_open), default=None)
        return None if soonest is None else max(0.0, soonest - time.time())

    async def _bring(self, client: httpx.AsyncClient, parcel: Parcel) -> None:
        event = next(one for one in self.world.events if one["id"] == parcel.event)
        payload, headers = self.signed(event)
        try:
            answered = await client.post(self.address, content=payload, headers=headers)
            parcel.status = answered.status_code
        except httpx.HTTPError as error:
            parcel.status = type(error).__name__
        if isinstance(parcel.status, int) and 200 <= parcel.status < 300:
            parcel.copies -= 1
            return
        parcel.due = time.time() + PAUSES_S[min(parcel.tries, len(PAUSES_S) - 1)]
        parcel.tries += 1

    def dump(self) -> Json:
        return {"place": self.place, "parcels": [asdict(one) for one in self.parcels.values() if one.is_open]}

    def remember(self, kept: Json) -> None:
        self.place = kept["place"]
        self.parcels = {one["event"]: Parcel(**one) for one in kept["parcels"]}


def signature(payload: bytes, secret: str, *, at: float | None = None) -> str:
    """`t=1700000000,v1=…`: HMAC-SHA256 over the time, a dot and the raw bytes; in test mode with a `v0` that proves nothing."""
    second = int(time.time() if at is None else at)
    digest = hmac.new(secret.encode(), f"{second}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={second},v1={digest},v0={hashlib.sha256(payload).hexdigest()}"
