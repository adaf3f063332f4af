"""The twin as a whole: the world, who brings its events, what goes wrong, and the file in which all of it is kept."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from . import api_door
from .courier import Courier, Manner
from .faults import Faults
from .refusals import Refused
from .web import Answer, Places, Request, read, write
from .world import World

places = Places()
"""Pages and controls; the modules that know them sign in here."""

PAUSE_S = 0.1


class Twin:
    """An ASGI application. `state`: the file in which the world is kept from one start to the next. `furnish`: somebody
    tells it a story first, and says when it is settled; until then nobody hears of anything, and nothing is taken up again.
    """

    def __init__(
        self,
        *,
        pages: str,
        webhook: str = "",
        secret: str = "whsec_twin",
        state: Path | None = None,
        furnish: bool = False,
    ) -> None:
        self.state = state
        self.world, self.is_settled = World(pages=pages), not furnish
        self.courier = Courier(self.world, webhook, secret)
        kept = _read(state)
        if kept and (kept["is_settled"] or not furnish):
            self._remember(kept, pages)
        self.courier.manner.held = not self.is_settled
        self.faults = Faults()
        self._is_saved = True
        self._tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        await write(await self.answer(await read(scope, receive)), send)

    async def answer(self, request: Request) -> Answer:
        try:
            if request.path.startswith("/v1/"):
                return await api_door.answer(self.world, self.faults, request)
            self.world.pass_time()
            found = places.find(request.method, request.path)
            if found is None:
                return Answer(404, b"There is nothing here. The practice Stripe begins at /_twin/", "text/plain")
            verb, names = found
            return await verb(self, request, *names)
        except Refused as no:
            return Answer(no.status, str(no).encode(), "text/plain; charset=utf-8")
        finally:
            self._is_saved &= request.method == "GET" and self.courier.place == len(self.world.events)
            self.courier.look()

    def save(self) -> None:
        if self.state is None or self._is_saved:
            return
        self._is_saved = True
        beside = self.state.with_suffix(".new")
        kept = {"world": self.world.dump(), "courier": self.courier.dump(), "is_settled": self.is_settled}
        beside.write_text(json.dumps(kept))
        os.replace(beside, self.state)

    def settle(self) -> None:
        """A story was told: nobody hears of what happened in it, and whoever stood under a test clock goes with the time."""
        self.courier.forget()
        for thing in self.world.objects.values():
            if thing["object"] != "test_helpers.test_clock" and thing.get("test_clock"):
                thing["test_clock"] = None
        self.world.agenda.read_again(self.world)
        self.courier.manner = Manner()
        self.is_settled, self._is_saved = True, False
        self.save()  # before anybody hears of it: whoever is killed now is not furnished twice

    def _remember(self, kept: dict[str, Any], pages: str) -> None:
        try:
            # Another port this time: pages that were known by address are still found.
            world = World.load(kept["world"].replace(json.loads(kept["world"])["pages"], pages))
        except (KeyError, TypeError, ValueError) as error:
            print(f"{self.state} is of another release of the twin, which begins anew: {error!r}", file=sys.stderr)
            return
        self.world = self.courier.world = world
        self.courier.remember(kept["courier"])
        self.is_settled = True

    async def _live(self, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._tasks = [asyncio.create_task(self.courier.work()), asyncio.create_task(self._save_now_and_then())]
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                for task in self._tasks:
                    task.cancel()
                self.save()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _save_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(PAUSE_S)
            self.save()


def _read(state: Path | None) -> dict[str, Any]:
    if state is None or not state.exists():
        return {}
    found: dict[str, Any] = json.loads(state.read_text())
    return found if "is_settled" in found else {}
