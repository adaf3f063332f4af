"""Browsers that keep cookies by host as real ones do, and letters to read."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
from tests_in_process import InProcess

from polydesk.faq import samples
from polydesk.kernel import outbox, unit

PLATFORM = "localhost:8000"
PASSWORD = "green lamps at night"


class Browser:
    """Somebody at a computer: cookies by host, every request marked as coming from the page itself."""

    def __init__(self, product: Any, *, language: str = "en", address: str = "127.0.0.1") -> None:
        self.jars: dict[str, dict[str, str]] = {}
        self.headers = {"accept": "text/html", "accept-language": language, "sec-fetch-site": "same-origin"}
        self.client = InProcess(product, address=address)

    async def get(self, url: str, **named: Any) -> httpx.Response:
        return await self.send("GET", url, **named)

    async def post(self, url: str, data: Any = None, **named: Any) -> httpx.Response:
        return await self.send("POST", url, data=data or {}, **named)

    async def send(self, method: str, url: str, **named: Any) -> httpx.Response:
        address = url if url.startswith("http") else f"http://{PLATFORM}{url}"
        host = urlsplit(address).netloc
        headers = {**self.headers, **named.pop("headers", {})}
        if jar := self.jars.get(host):
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        answer = await self.client.request(method, address, headers=headers, **named)
        self._keep(host, answer)
        return answer

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        """Goes where a redirect leads, over hosts; the next host hears where from if the answer lets it."""
        where = answer.url.join(answer.headers["location"])
        headers = {}
        if where.netloc != answer.url.netloc:
            headers["sec-fetch-site"] = "cross-site"
            if answer.headers["referrer-policy"] == "strict-origin":
                headers["referer"] = f"{answer.url.scheme}://{answer.url.netloc.decode()}/"
        return await self.get(str(where), headers=headers)

    def cookie(self, host: str, name: str) -> str | None:
        return self.jars.get(host, {}).get(name)

    def _keep(self, host: str, answer: httpx.Response) -> None:
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.split(";")[0].partition("=")
            if "Max-Age=0" in line:
                self.jars.get(host, {}).pop(name, None)
            else:
                self.jars.setdefault(host, {})[name] = value.strip('"')


@dataclass
class Letters:
    """Every mail of this scene to an address, newest first; its jobs that are due run before anybody looks."""

    since: datetime

    async def to(self, address: str) -> list[Any]:
        found: list[Any] = []
        for tenant_id in await self._senders():
            async with unit.tenant(tenant_id):
                found += await unit.fetch(
                    "SELECT id, kind, language, subject, text, from_name, created_at FROM mail WHERE to_address = $1",
                    address,
                )
        return sorted(found, key=lambda row: (row["created_at"], row["id"]), reverse=True)

    async def _senders(self) -> set[UUID]:
        """Whoever wrote anything in this scene; what other scenes left behind stays where it is."""
        known: set[UUID] = set()
        while new := await self._busy() - known:
            known |= new
            for tenant_id in known:
                await outbox.drain(tenant_id, strict=False)
        return known

    async def _busy(self) -> set[UUID]:
        async with unit.platform():
            rows = await unit.fetch("SELECT DISTINCT tenant_id FROM outbox WHERE created_at >= $1", self.since)
        return {row["tenant_id"] for row in rows}

    async def link(self, address: str, kind: str) -> str:
        """The link in the newest letter of this kind."""
        letter = next(row for row in await self.to(address) if row["kind"] == kind)
        return re.search(r"https?://\S+/(?:confirm|signin|password|invitations)\S*", letter["text"])[0]  # type: ignore[index]


@pytest.fixture(autouse=True)
def _nothing_to_read_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new portal's first articles are most of what signing up costs; behind these doors nobody reads them."""
    monkeypatch.setattr(samples, "ARTICLES", ())


@pytest.fixture
def browser(product: Any) -> Any:
    """Opens another browser: `browser()`, `browser(language="it")`."""
    return lambda **named: Browser(product, **named)


@pytest.fixture
async def alone(browser: Any) -> AsyncIterator[Browser]:
    made = browser()
    yield made
    await made.client.aclose()


@pytest.fixture
async def letters(database: None) -> Letters:
    async with unit.platform():
        return Letters(await unit.fetchval("SELECT clock_timestamp()"))


@pytest.fixture
def fresh() -> Any:
    """An address that nobody had before."""
    from polydesk.kernel.ids import new_id

    return lambda local="nina", domain=None: f"{local}@{domain or f'shop-{new_id().hex[-10:]}.example'}"
