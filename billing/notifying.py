"""Notifying: the notices that are due leave, each once, to the billing contact and the owners, in the language of each.

What is due is asked again here, with the account held: what became untrue meanwhile is not sent.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from billing import dunning_mails, leaving_mails, noticing, reading, subscription_mails, trial_mails
from billing.life import standing
from billing.occasion import Occasion
from billing.reading import Held
from billing.story import tell
from i18n import UI_LANGUAGES, _, living_in, speaking
from i18n.locales import best
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.mail import Address, Letter, address_key, post
from polydesk.kernel.tenancy import current_tenant
from tenants import here
from tenants.directory import Site
from tenants.mails import platform_brand

# By the kind of the notice, without its number.
LETTERS: dict[str, Callable[[Occasion], Letter]] = {
    "trial_ends_in": trial_mails.trial_ends,
    "trial_ended_free": trial_mails.trial_ended_free,
    "trial_ended_people": trial_mails.trial_ended_people,
    "payment_failed": dunning_mails.payment_failed,
    "payment_reminder": dunning_mails.payment_reminder,
    "read_only_tomorrow": dunning_mails.read_only_tomorrow,
    "read_only_now": dunning_mails.read_only_now,
    "read_only_people": dunning_mails.read_only_people,
    "read_only_seats": dunning_mails.read_only_seats,
    "recovered": dunning_mails.recovered,
    "card_expires": subscription_mails.card_expires,
    "renewal_in": subscription_mails.renewal,
    "price_change": subscription_mails.price_change,
    "comp_ends": trial_mails.comp_ends,
    "closes": trial_mails.closes,
    "cancelled": leaving_mails.cancelled,
    "closed": leaving_mails.closed,
    "erased_in": leaving_mails.erased_in,
}


@dataclass(frozen=True)
class Reader:
    address: Address
    language: str
    zone: str


async def notify() -> None:
    """In the tenant's unit."""
    held, at = await reading.held(current_tenant()), now()
    if held is None:
        return
    for notice in noticing.due(held.facts, at):
        if held.is_suspended and notice.kind != "closes":
            continue
        if await is_first(notice.key):
            about = Occasion(notice, held.facts, standing(held.facts, at), (await here.visit()).base_url, at)
            await send(held, partial(letter_of, about), kind=notice.kind)


def letter_of(about: Occasion) -> Letter:
    return LETTERS[about.notice.kind.rstrip("_0123456789")](about)


async def is_first(key: str) -> bool:
    """Whoever writes the row sends; another who wants to at the same time waits for it, and then does not."""
    written = await unit.fetchval(
        "INSERT INTO billing_notice (key, at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING key", key, now()
    )
    return written is not None


async def send(held: Held, write: Callable[[], Letter], *, kind: str) -> None:
    """One letter to each reader, written in their language, which names the help desk: some have several; it stands in the story."""
    site, subject = await here.visit(), ""
    readers = await _readers(held, site)
    for reader in readers:
        with speaking(reader.language), living_in(reader.zone):
            letter = write()
            letter = replace(letter, facts=((_("Help desk"), site.name), *letter.facts))
            await post(letter, to=reader.address, language=reader.language, brand=platform_brand(), at_most_once=True)
        subject = subject or letter.subject
    to = [reader.address.address for reader in readers]
    await tell(held.tenant_id, "notice", detail={"to": to, "subject": subject, "notice": kind})


async def _readers(held: Held, site: Site) -> list[Reader]:
    """The contact first; nobody twice."""
    known: dict[str, Reader] = {}
    contact = (held.account.contact_name, held.account.contact_email, held.account.contact_language, None)
    for name, email, language, zone in (contact, *[tuple(row) for row in await unit.fetch(_OWNERS)]):
        if email:
            spoken = best(language or "", UI_LANGUAGES) or best(site.default_language, UI_LANGUAGES) or "en"
            known.setdefault(address_key(email), Reader(Address(name, email), spoken, zone or site.zone))
    return list(known.values())


_OWNERS = """
SELECT name, email, language, zone FROM member
 WHERE tenant_id = app.tenant_id() AND role = 'owner' AND state = 'active' ORDER BY created_at, id
"""
