"""Moving to another address: after the slug has changed, the member who did it is led over to the new host."""

from typing import Any

from litestar import Response

from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.audit import record
from polydesk.kernel.live import tell
from polydesk.kernel.settings import settings
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.web import Page, redirect
from polydesk.kernel.web.content_policy import policy
from tenants import desks, renaming, sessions
from tenants.doors import walking_over
from tenants.here import site


def page_that_may_move(template: str, /, *, status: int = 200, **context: Any) -> Response[str]:
    """A form whose answer may lead to a host of another name, which the page's policy must allow beforehand."""
    return Page(template, status=status, headers={"Content-Security-Policy": policy(leads_on=True)}, **context)


async def move(slug: str) -> bool:
    """Takes the new slug; False when it is the present one. Raises NotFree.

    It is a unit of its own, so nothing of the tenant's row may have been changed before in the same request.
    """
    mine = current_tenant()
    async with unit.platform():
        former = await renaming.rename(mine, to=slug)
        if former != slug:
            await record("tenant.slug_changed", subject=("tenant", mine), changes={"slug": [former, slug]}, tenant=mine)
            await tell("site")
    return former != slug


async def lead_over(slug: str, *, to: str) -> Response[Any]:
    """To the page on the new host, signed in there too: cookies belong to one host. Whoever came in by single sign-on
    does so there again, since a way over would end as the session of a login."""
    if site().custom_host:
        return redirect(to)
    if await sessions.began_by_sso():
        return redirect(f"{settings().scheme}://{slug}.{settings().base_host}{to}")
    identity_id = await unit.fetchval("SELECT identity_id FROM member WHERE id = $1", actor().id)
    async with unit.platform():
        door = await desks.door_to(current_tenant(), identity_id=identity_id, then=to)
    return walking_over.lead(door or f"{settings().scheme}://{slug}.{settings().base_host}{to}")
