"""Checking: the DNS is asked outside of any transaction, then what it said is written, and what follows from it.

An answer decides at once. No answer decides nothing for three days, so that a resolver that is down changes no sender.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.mail.transports import ses_signs
from polydesk.kernel.resolving import Unanswered, texts_at
from polydesk.senders import claims, known
from polydesk.senders.events import SenderLapsed
from polydesk.senders.records import State, judge_dkim, judge_dmarc, judge_spf
from polydesk.senders.senders import Held, sender

PATIENCE = timedelta(days=3)


@dataclass(frozen=True)
class Found:
    """What the DNS said, and of which key it was asked. `is_carried`: whoever carries our mails takes them from there, too;
    None where they did not say."""

    selector: str
    dkim: State
    spf: State
    dmarc: State
    is_carried: bool | None = True


async def look_up(held: Held) -> Found:
    judges: dict[str, Callable[[list[str]], State]] = {
        "dkim": lambda texts: judge_dkim(texts, held.public_key),
        "spf": judge_spf,
        "dmarc": judge_dmarc,
    }
    dkim, spf, dmarc = await asyncio.gather(*(_judged(one.name, judges[one.kind]) for one in held.records))
    if dkim != "right" or not ses_signs() or held.key_is_lost:
        return Found(held.selector, dkim, spf, dmarc)
    from polydesk.kernel.mail.ses_domains import knows  # boto3 takes room that few installations need

    return Found(held.selector, dkim, spf, dmarc, is_carried=await knows(held.signer))


async def take_in(found: Found) -> None:
    """Inside the tenant's unit. A sender that was removed meanwhile, or set up anew, is left alone."""
    held = await sender(lock=True)
    if held is None or held.selector != found.selector:
        return
    at = now()
    answered = at if found.dkim != "unanswered" else held.answered_at
    await unit.execute(_WRITE, found.dkim, found.spf, found.dmarc, at, answered)
    if found.dkim == "right":
        if found.is_carried:
            await _prove(held)
        elif held.is_proven and found.is_carried is False:
            await _lapse(held)
    elif held.is_proven and (found.dkim != "unanswered" or at - (held.answered_at or held.created_at) >= PATIENCE):
        await _lapse(held)


async def _judged(name: str, judge: Callable[[list[str]], State]) -> State:
    try:
        return judge(await texts_at(name))
    except Unanswered:
        return "unanswered"


async def _prove(held: Held) -> None:
    if held.is_proven:
        return
    if not await claims.claim(held.domain):
        await unit.execute("UPDATE sender SET dkim = 'taken' WHERE tenant_id = app.tenant_id()")
        return
    await unit.execute("UPDATE sender SET proven_at = $1, lapsed_at = NULL WHERE tenant_id = app.tenant_id()", now())
    known.forget()
    await record("sender.proven", changes={"address": [None, held.address]})


async def _lapse(held: Held) -> None:
    at = now()
    await unit.execute("UPDATE sender SET proven_at = NULL, lapsed_at = $1 WHERE tenant_id = app.tenant_id()", at)
    await claims.release()
    known.forget()
    await record("sender.lapsed", changes={"address": [held.address, None]})
    await announce(SenderLapsed(address=held.address, at=at))


_WRITE = """
UPDATE sender SET dkim = $1, spf = $2, dmarc = $3, checked_at = $4, answered_at = $5 WHERE tenant_id = app.tenant_id()
"""
