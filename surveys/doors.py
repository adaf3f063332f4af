"""The door of a survey's link: who comes in by it, in which language and under which brand, and what is said when it is closed."""

from typing import Any

from litestar import Response

from i18n import speak
from polydesk.kernel import unit
from polydesk.kernel.web import Page, moment
from surveys.answering import InvitationOver
from surveys.invitations import invitation
from surveys.tables import Invitation, Rating
from tenants.brands import wear
from tenants.here import site

# The address is the secret: no other site may hear it, no cache may keep it, no search engine may list it.
PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
BRAND = "SELECT brand_id FROM ticket WHERE tenant_id = app.tenant_id() AND id = $1"


async def come_in(token: str) -> Invitation | None:
    """The invitation behind the link, and its language as the page's, unless the reader chose another one."""
    found = await invitation(token)
    if found and found.language in site().languages and "language" not in moment().cookies:
        speak(found.language)
    if found:
        await wear(await unit.fetchval(BRAND, found.ticket_id))
    return found


async def over(given: Rating | None) -> Response[Any]:
    """Unknown, expired, or answered too long ago: the page says so and offers another way."""
    closed = InvitationOver()
    return Page("surveys/over.html", status=closed.status, headers=PRIVATE, closed=closed, given=given)
