"""Somebody signed in on the platform's own host."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.tokens import digest, new_token
from tenants.platform_sessions import COOKIE, LIFETIME


async def sign_in(client: httpx.AsyncClient, *, operator: bool, confirmed: bool = True, email: str = "") -> None:
    identity_id, secret = new_id(), new_token()
    email = email or f"{identity_id.hex}@platform.example"
    async with unit.platform():
        await unit.execute(
            """INSERT INTO identity (id, email, email_key, name, is_operator, confirmed_at)
               VALUES ($1, $2, $2, 'Opal', $3, CASE WHEN $4 THEN now() END)""",
            *(identity_id, email, operator, confirmed),
        )
        await unit.execute(
            "INSERT INTO platform_session (hash, identity_id, generation, expires_at) VALUES ($1, $2, 1, $3)",
            *(digest(secret), identity_id, now() + LIFETIME),
        )
    client.headers["cookie"] = f"{COOKIE}={secret}"


@asynccontextmanager
async def operators_browser(product: Any) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(product, raise_app_exceptions=False)
    headers = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=headers) as client:
        await sign_in(client, operator=True)
        yield client
