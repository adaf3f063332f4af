"""Customers who send tickets over HTTP, and who come again with the same key whenever they got no answer."""

import asyncio
import itertools
from dataclasses import dataclass, field

import httpx

from polydesk.kernel.ids import new_id

PATIENCE_S = 8.0
LONGEST_PAUSE_S = 4.0


@dataclass
class Customers:
    """What they were promised stands in `accepted`: the subjects of tickets whose receipt they were led to."""

    port: int
    slugs: list[str]
    accepted: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    repeats: int = 0
    strange: list[str] = field(default_factory=list)
    is_over: bool = False

    async def send(self, *, at_once: int) -> None:
        """Until the play is over; then everybody has still one answer to wait for."""
        numbers = itertools.count()
        async with asyncio.TaskGroup() as everybody:
            for _ in range(at_once):
                everybody.create_task(self._one_after_another(numbers))

    async def _one_after_another(self, numbers: "itertools.count[int]") -> None:
        limits = httpx.Limits(max_keepalive_connections=0)
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}", limits=limits, timeout=PATIENCE_S
        ) as web:
            while not self.is_over:
                await self._insist(web, next(numbers))

    async def _insist(self, web: httpx.AsyncClient, number: int) -> None:
        subject, key = f"question-{number}", str(new_id())
        host = f"{self.slugs[number % len(self.slugs)]}.localhost:{self.port}"
        self.unsure.add(subject)
        pause = 0.1
        while not await self._ask(web, host, subject, key):
            self.repeats += 1
            if self.is_over:
                return
            # People lose heart; and whoever hurries more meets the limits, as they should.
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)
        self.unsure.discard(subject)
        self.accepted.add(subject)

    async def _ask(self, web: httpx.AsyncClient, host: str, subject: str, key: str) -> bool:
        """Whether the answer was the way to a receipt; no answer and a failure of the server are none."""
        typed = {"email": address_of(subject), "subject": subject, "message": "Does it arrive?", "key": key}
        headers = {"host": host, "origin": f"http://{host}", "sec-fetch-site": "same-origin"}
        try:
            answer = await web.post("/en/tickets/new", data=typed, headers=headers)
        except httpx.HTTPError:
            return False
        if answer.status_code == 303 and answer.headers["location"].endswith("/receipt"):
            return True
        if answer.status_code < 500:
            self.strange.append(f"{answer.status_code} {answer.text[:300]}")
        return False


def address_of(subject: str) -> str:
    return f"{subject}@customers.example"
