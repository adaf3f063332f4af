"""Delivery: claim the row, close the unit, send, record; nobody is mailed twice where it can be known.

A row found in `sending` was left there by a worker that died or lost its lease between sending and recording. Then the
provider's record decides; where nobody keeps one, a letter that may leave at most once becomes `unknown`, any other
leaves again under the same Message-ID. The number of the attempt fences off a worker that wakes up too late.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.mail import allowances, suppressions
from polydesk.kernel.mail.addresses import Address, BadAddress
from polydesk.kernel.mail.addresses import sender as platforms_address
from polydesk.kernel.mail.envelope import content_of
from polydesk.kernel.mail.events import refusal_of
from polydesk.kernel.mail.senders import Sender, sender_of
from polydesk.kernel.mail.transports import Ambiguous, Deferred, Outcome, Parcel, Refused, Sent, Transport, transport
from polydesk.kernel.outbox import Lease, Retry
from polydesk.kernel.settings import settings
from polydesk.kernel.unit import Record

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=2)


@dataclass(frozen=True)
class Claim:
    row: Record
    sender: Sender
    attempt: int
    was_sending: bool


async def deliver(mail_id: UUID, *, lease: Lease, by: Transport | None = None) -> None:
    """One attempt under the lease of its job. No unit is open while the mail travels."""
    async with lease.unit():
        await lease.hold()
        claim = await _claim(mail_id)
        if claim is None:
            await lease.finish()
            return
        if not (claim.was_sending or claim.row["of_platform"] or await allowances.may_leave()):
            # Nothing of this attempt is kept: the mail waits as it did.
            raise Retry("a new tenant has sent what it may in a day", after=allowances.AGAIN)
    outcome = await _attempt(claim, by or transport(), lease)
    wait = _wait(claim, outcome)
    async with lease.unit():
        await _record(claim, outcome, comes_again=wait is not None)
        if wait is None:
            await lease.finish()
    if wait is not None:
        raise Retry("the mail server asked to come again", after=wait)


async def _claim(mail_id: UUID) -> Claim | None:
    """None when there is nothing to send any more, or nobody writes to that address."""
    row = await unit.fetchrow(_CLAIM, mail_id)
    if row is None or row["came_back"] is not None:
        return None
    return Claim(row, await sender_of(row), attempt=row["attempts"] + 1, was_sending=row["state"] == "sending")


async def _attempt(claim: Claim, by: Transport, lease: Lease) -> Outcome:
    if claim.was_sending:
        known = await _remembered(claim, by)
        if known is not None:
            return known
    try:
        recipient = Address(claim.row["to_name"], claim.row["to_address"])
    except BadAddress as error:
        return Refused(str(error))
    content = content_of(claim.row, recipient=recipient, sender=claim.sender)
    await lease.confirm()
    returns_to = _returns_to(claim.row["reply_to"])
    outcome = await by.send(Parcel(claim.row["message_id"], content, platforms_address(), recipient, returns_to))
    if isinstance(outcome, Ambiguous):
        return await _remembered(claim, by) or Deferred(outcome.reason)
    return outcome


def _returns_to(reply_to: str | None) -> Address | None:
    """Where we take mail in, a bounce that comes to the mail's own reply address says by itself what it is about."""
    domain = settings().mail_in_domain
    return Address("", reply_to) if domain and reply_to and reply_to.endswith(f".{domain}") else None


async def _remembered(claim: Claim, by: Transport) -> Outcome | None:
    """What the provider's record says about an attempt that nobody recorded; None: it may leave (again)."""
    left = await by.remembers(claim.row["message_id"])
    if left:
        return Sent("")
    if left is None and claim.row["at_most_once"]:
        return Ambiguous("It may have left when the connection or the worker broke off; it is not sent again.")
    return None


def _wait(claim: Claim, outcome: Outcome) -> timedelta | None:
    """How long until the next attempt; None when this was the last."""
    if isinstance(outcome, Deferred) and now() - (claim.row["again_at"] or claim.row["created_at"]) < GIVE_UP_AFTER:
        return wait_after(claim.attempt)
    return None


async def _record(claim: Claim, outcome: Outcome, *, comes_again: bool) -> None:
    if isinstance(outcome, Sent):
        await _write(claim, "sent", provider_id=outcome.provider_id)
    elif isinstance(outcome, Ambiguous):
        await _write(claim, "unknown", reason=outcome.reason)
    elif comes_again:
        await _write(claim, "queued", reason=outcome.reason)
    elif await _write(claim, "refused", reason=outcome.reason):
        await announce(refusal_of(claim.row, outcome.reason))
        if isinstance(outcome, Refused) and outcome.address_is_wrong:
            await suppressions.mark(claim.row["to_address"], outcome.reason)


async def _write(claim: Claim, state: str, *, reason: str | None = None, provider_id: str | None = None) -> bool:
    """True if the row was still this attempt's to write."""
    done = await unit.fetchval(
        """UPDATE mail SET state = $3, reason = $4, provider_id = COALESCE($5, provider_id), sent_at = $6
           WHERE tenant_id = app.tenant_id() AND id = $1 AND state = 'sending' AND attempts = $2 RETURNING id""",
        *(claim.row["id"], claim.attempt, state, reason, provider_id or None, now() if state == "sent" else None),
    )
    return done is not None


def wait_after(attempt: int) -> timedelta:
    """1, 2, 4 … minutes, never more than four hours."""
    return min(FIRST_WAIT * (1 << min(attempt - 1, 20)), LONGEST_WAIT)


# In one statement: a mail is claimed, or held back where an earlier one came back from its address. An attempt that may
# have left already is settled first; the platform's own mails (a new password, say) are what somebody asks for just now.
_CLAIM = """
WITH held AS (
  SELECT m.id, m.message_id, m.kind, m.to_address, m.to_name, m.from_name, m.reply_to, m.subject, m.html, m.text,
         m.headers, m.about_kind, m.about_id, m.state, m.at_most_once, m.attempts, m.created_at, m.again_at, m.of_platform,
         (SELECT s.reason FROM mail_suppression s WHERE s.tenant_id = m.tenant_id AND m.state = 'queued'
             AND NOT m.of_platform AND s.address_key = lower(m.to_address)) AS came_back
    FROM mail m WHERE m.tenant_id = app.tenant_id() AND m.id = $1 AND m.state IN ('queued', 'sending') FOR UPDATE OF m)
UPDATE mail m SET state = CASE WHEN held.came_back IS NULL THEN 'sending' ELSE 'suppressed' END,
       reason = coalesce(held.came_back, m.reason), attempts = m.attempts + (held.came_back IS NULL)::int
  FROM held WHERE m.tenant_id = app.tenant_id() AND m.id = held.id RETURNING held.*
"""
