"""A company with an identity provider of its own, and browsers that come in by it."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests_oidc import CLIENT, SECRET, IdentityProvider, Somebody, identity_provider

from polydesk.kernel import unit
from tenants.sso import providers
from tenants.sso.providers import Provider, Rules

SESSION = "__Host-desk-session"


@dataclass
class Signing:
    """`house` of the cast with `idp`; `domain` is where its members have their addresses."""

    house: Any
    idp: IdentityProvider

    @property
    def domain(self) -> str:
        return f"{self.house.slug}.example"

    def of(self, name: str, **more: Any) -> Somebody:
        """The person at the provider that has the address of a member, or would have it."""
        said: dict[str, Any] = {"sub": f"u-{name}", "email": f"{name}@{self.domain}", "name": name.capitalize()}
        return Somebody(**said | more)

    async def is_set_up(
        self,
        *,
        domains: tuple[str, ...] | None = None,
        lets_in: str | None = None,
        passwords: bool = True,
        on: bool = True,
    ) -> None:
        async with self.house.unit():
            await providers.configure(name="Nordwind ID", issuer=self.idp.issuer, client_id=CLIENT, secret=SECRET)
            listed = (self.domain,) if domains is None else domains
            await providers.set_rules(await self.held(), Rules(listed, lets_in, passwords))
            await providers.note_trial()
            if on:
                await providers.switch_on(await self.held())

    async def held(self) -> Provider:
        found = await providers.provider()
        assert found is not None
        return found

    def at(self, path: str) -> str:
        return f"http://{self.house.host}{path}"

    async def sets_out(self, browser: Any, *, then: str = "") -> str:
        """Where the button leads to."""
        return leads_to(await browser.post(self.at("/signin/sso"), {"next": then}))

    async def signs_in(self, browser: Any, who: Somebody, *, then: str = "") -> Any:
        """The answer to the way back."""
        self.idp.who = who
        return await browser.get(self.idp.authorize(await self.sets_out(browser, then=then)), headers=FROM_ELSEWHERE)

    async def is_in(self, browser: Any) -> bool:
        return bool((await browser.get(self.at("/desk"))).status_code == 200)

    async def member(self, email: str) -> Any:
        async with self.house.unit():
            return await unit.fetchrow("SELECT id, role, name, identity_id FROM member WHERE email = $1", email)

    async def links(self) -> list[tuple[UUID, str]]:
        async with self.house.unit():
            rows = await unit.fetch("SELECT member_id, subject FROM sso_link ORDER BY subject")
        return [(row["member_id"], row["subject"]) for row in rows]

    async def audited(self, action: str) -> list[Any]:
        async with self.house.unit():
            return await unit.fetch("SELECT * FROM audit WHERE action = $1 ORDER BY at, id", action)


FROM_ELSEWHERE = {"sec-fetch-site": "cross-site"}


def leads_to(page: Any) -> str:
    """Where a page of ours leads on by itself."""
    assert page.status_code == 200, page.text
    found = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page.text)
    assert found is not None
    return html.unescape(found[1])


@asynccontextmanager
async def signing(house: Any) -> AsyncIterator[Signing]:
    async with identity_provider() as idp:
        yield Signing(house, idp)
