"""The stream: one open answer per agent, a word for each thing that changed in the house.

It holds no unit and no connection: the unit ends when the answer starts, and the session is looked at again in a short
unit of its own from time to time, so that whoever has signed out or was removed hears nothing more.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.live import RESYNC, Event, hub

TOPICS = {"ticket", "draft", "member", "view", "notice"}
# Proxies close what is silent for a minute.
BEAT_S = 20.0
RETRY_MS = 3_000
SILENCE = Event("silence", None, None)
SIGNED_OUT = b"event: end\ndata: signed-out\n\n"
STILL_HERE = b": still here\n\n"

STILL_THERE = """
SELECT EXISTS (SELECT FROM session s JOIN member m ON m.tenant_id = s.tenant_id AND m.id = s.actor_id
 WHERE s.tenant_id = app.tenant_id() AND s.hash = $1 AND s.actor_kind = 'member' AND s.expires_at > now()
   AND m.id = $2 AND m.state = 'active' AND m.role <> 'billing' AND m.generation = s.generation)
"""


async def stream(tenant_id: UUID, who: Actor) -> AsyncIterator[bytes]:
    """Server-sent events until the reader leaves, the session ends, or the process does.

    The first word says "look afresh": whatever happened while nobody listened is seen then.
    """
    words: asyncio.Queue[Event | None] = asyncio.Queue(1)
    listening = asyncio.create_task(_listen(tenant_id, words))
    try:
        yield f"retry: {RETRY_MS}\n".encode() + _changed("all", "tickets", "notices")
        checked = time.monotonic()
        while True:
            event = await _next(words)
            if event is None:
                return
            if time.monotonic() - checked >= BEAT_S:
                if not await _still_there(tenant_id, who):
                    yield SIGNED_OUT
                    return
                checked = time.monotonic()
            yield STILL_HERE if event is SILENCE else _told(event, who)
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


async def _next(words: "asyncio.Queue[Event | None]") -> Event | None:
    """What is heard next; SILENCE after a beat of nothing, None when the house closes."""
    try:
        return await asyncio.wait_for(words.get(), timeout=BEAT_S)
    except TimeoutError:
        return SILENCE


async def _listen(tenant_id: UUID, words: "asyncio.Queue[Event | None]") -> None:
    async with aclosing(hub().listen(tenant_id, TOPICS)) as heard:  # type: ignore[type-var]
        async for event in heard:
            await words.put(event)
    await words.put(None)


def _told(event: Event, who: Actor) -> bytes:
    if event.topic == RESYNC:
        return _changed("all", "tickets", "notices")
    if event.topic == "notice":
        return _changed("notices") if event.payload == str(who.id) else STILL_HERE
    if event.topic == "draft":
        return _changed(f"draft-{event.payload}")
    return _changed("tickets", str(event.payload)) if event.topic == "ticket" else _changed("tickets")


def _changed(*names: str) -> bytes:
    return f"event: changed\ndata: {' '.join(names)}\n\n".encode()


async def _still_there(tenant_id: UUID, who: Actor) -> bool:
    async with unit.tenant(tenant_id):
        return bool(await unit.fetchval(STILL_THERE, who.session, who.id))
