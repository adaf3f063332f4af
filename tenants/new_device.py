"""New devices: a sign-in from a browser that nobody has seen, by password or single sign-on, is told to the owner of the
login (SC-14).

A browser that has signed in before carries a mark (tenants.attempts). Whoever comes by a link in a mail has just read
that mailbox, and gets no second letter. An address that is not confirmed may be a stranger's and is left alone.
"""

from datetime import datetime, timedelta
from uuid import UUID

from i18n import living_in, speaking
from i18n.formats import formatter
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.request_id import client_address
from polydesk.kernel.throttle import Limit, allow_all
from polydesk.kernel.web import moment
from tenants import identities, mails, posting
from tenants.attempts import known_device
from tenants.devices import label_of
from tenants.identities import Identity

A_DAY = 10


async def tell_if_new(found: Identity, *, also: tuple[tuple[UUID, int], ...] = ()) -> None:
    """Call it once the password was right, before the browser gets its mark. On whichever host; `also` whose mark counts."""
    if not found.is_confirmed or known_device([(found.id, found.generation), *also]):
        return
    if not await allow_all(Limit("new_device", str(found.id), A_DAY, timedelta(days=1), everywhere=True)):
        return
    async with unit.platform():
        await enqueue(
            "tenants.mail_new_device",
            identity_id=str(found.id),
            seen=now().isoformat(),
            ip=client_address(),
            user_agent=moment().headers.get("user-agent", "")[:300],
        )


async def post(identity_id: UUID, *, at: datetime, ip: str, user_agent: str) -> None:
    """Inside a platform unit."""
    found = await identities.by_id(identity_id)
    if found is None:
        return
    language = found.language or "en"
    with speaking(language), living_in(found.zone or "UTC"):
        seen = f"{formatter().when(at)} {formatter().zone_name(at)}"
        letter = mails.new_device(browser=label_of(user_agent), at=seen, ip=ip)
        await posting.post_to(found, letter, language=language)
