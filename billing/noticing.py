"""Noticing: what a company must be told, from when on, and until when that is still true. Pure, like the life it follows.

Each notice has a key, so that it leaves once; whoever sends asks again which ones are due, so that none leaves which
became untrue meanwhile. After an outage only what still matters is told, not everything that was missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from billing.facts import Bill, Facts, Subscription
from billing.life import GRACE, RETURN, Standing, look, standing, unpaid_since
from billing.prices_ahead import price_ahead

DAY = timedelta(days=1)
REMIND_EVERY = 4 * DAY
# News is told within a week, or it is none.
NEWS = 7 * DAY
CARD_AHEAD = 31 * DAY
PRICE_CHANGE = "price_change"


@dataclass(frozen=True)
class Notice:
    """`about`: the bill that it is about, where there is one."""

    kind: str
    about: str
    at: datetime
    until: datetime
    bill: Bill | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.about}"

    def is_due(self, now: datetime) -> bool:
        return self.at <= now < self.until


def notices(facts: Facts, at: datetime) -> list[Notice]:
    """Those that are due at this moment or will be, as far as that is known now."""
    found = standing(facts, at)
    every = (
        *_of_trial(facts, at, found),
        *_of_debt(facts, at, found),
        *_of_recovery(facts, at, found),
        *_of_people(facts, at, found),
        *_of_card(facts, found),
        *_of_renewal(facts.subscription, found),
        *_of_price(facts, at),
        *_of_ends(facts, found),
    )
    return sorted((one for one in every if at < one.until), key=lambda one: (one.at, one.key))


def due(facts: Facts, at: datetime) -> list[Notice]:
    """What has to leave now and has not yet."""
    return [notice for notice in notices(facts, at) if notice.is_due(at) and notice.key not in facts.told]


def _of_trial(facts: Facts, at: datetime, found: Standing) -> Iterator[Notice]:
    end = facts.trial_ends_at
    if end is None or facts.trial_spent or facts.subscription is not None or facts.comp_plan is not None:
        return
    about = end.isoformat()
    if found.why == "trial":
        yield Notice("trial_ends_in_3", about, end - 3 * DAY, end - DAY)
        yield Notice("trial_ends_in_1", about, end - DAY, end)
    if found.why == "trial" or (found.why in ("free", "people") and found.since == end):
        then = look(facts, max(at, end))
        yield Notice(f"trial_ended_{then.why}", about, end, end + NEWS)


def _of_debt(facts: Facts, at: datetime, found: Standing) -> Iterator[Notice]:
    since = unpaid_since(facts)
    if since is None or found.why != "unpaid":
        return
    bill, end = facts.unpaid, since + GRACE
    about = bill.id if bill else since.isoformat()
    last_day = end - DAY
    if found.status == "past_due":
        yield Notice("payment_failed", about, since, since + REMIND_EVERY, bill)
        for number in range(1, (last_day - since) // REMIND_EVERY + 1):
            begins = since + number * REMIND_EVERY
            if begins < last_day:
                yield Notice(f"payment_reminder_{number}", about, begins, min(begins + REMIND_EVERY, last_day), bill)
        yield Notice("read_only_tomorrow", about, last_day, end, bill)
    yield Notice("read_only_now", about, end, end + RETURN, bill)


def _of_recovery(facts: Facts, at: datetime, found: Standing) -> Iterator[Notice]:
    """Only to whoever heard of the failure. Stripe's clock may be ahead of ours; nothing was paid later than now."""
    if found.why == "unpaid":
        return
    for bill in facts.bills:
        heard = any(
            f"{kind}:{bill.id}" in facts.told for kind in ("payment_failed", "read_only_tomorrow", "read_only_now")
        )
        if heard and bill.status == "paid" and bill.paid_at:
            paid = min(bill.paid_at, at)
            yield Notice("recovered", bill.id, paid, paid + NEWS, bill)


def _of_people(facts: Facts, at: datetime, found: Standing) -> Iterator[Notice]:
    """More people than seats. Since when may lie far back, as the period does; it is news when we find it. A trial that
    ends so has a letter of its own."""
    if found.status != "read_only" or found.why not in ("people", "seats") or found.since is None:
        return
    if found.since == facts.trial_ends_at and facts.subscription is None and facts.comp_plan is None:
        return
    about = f"{found.plan}-{found.limits.get('seats')}-{found.since.isoformat()}"
    yield Notice(f"read_only_{found.why}", about, found.since, at + NEWS)


def _of_card(facts: Facts, found: Standing) -> Iterator[Notice]:
    """A month before it counts no more, if anything will be charged to it."""
    card, bought = facts.card, facts.subscription
    if card is None or bought is None or bought.cancel_at or found.why != "subscribed":
        return
    about = f"{card.brand}-{card.last4}-{card.lasts_until:%Y-%m}"
    yield Notice("card_expires", about, card.lasts_until - CARD_AHEAD, card.lasts_until)


def _of_renewal(bought: Subscription | None, found: Standing) -> Iterator[Notice]:
    """Once a year is seldom enough to be forgotten."""
    if bought is None or bought.cycle != "year" or bought.period_end is None or bought.cancel_at or not bought.runs:
        return
    if found.why != "subscribed":
        return
    about = f"{bought.id}-{bought.period_end.isoformat()}"
    yield Notice("renewal_in_30", about, bought.period_end - 30 * DAY, bought.period_end - 7 * DAY)
    yield Notice("renewal_in_7", about, bought.period_end - 7 * DAY, bought.period_end)


def _of_price(facts: Facts, at: datetime) -> Iterator[Notice]:
    if ahead := price_ahead(facts, at):
        yield Notice(PRICE_CHANGE, str(ahead.change.id), ahead.change.announced_at, ahead.at)


def _of_ends(facts: Facts, found: Standing) -> Iterator[Notice]:
    """Of a plan that we gave, and of the help desk itself."""
    if found.why == "comped" and facts.comp_until and found.next and found.next.at == facts.comp_until:
        yield Notice("comp_ends", facts.comp_until.isoformat(), facts.comp_until - NEWS, facts.comp_until)
    if facts.closes_at and facts.cancelled_at and found.status != "closed":
        yield Notice("cancelled", facts.cancelled_at.isoformat(), facts.cancelled_at, facts.closes_at)
    if found.status == "closed" and found.since:
        yield from _of_closed(found.since)
    if facts.closes_at and not facts.closed_at and found.why == "cancelled":
        yield Notice("closes", facts.closes_at.isoformat(), facts.closes_at - 3 * DAY, facts.closes_at)


def _of_closed(since: datetime) -> Iterator[Notice]:
    """The erasure is announced three times: whoever closed by mistake must not learn of it too late."""
    about, end = since.isoformat(), since + RETURN
    yield Notice("closed", about, since, since + NEWS)
    for days, until in ((30, 7), (7, 1), (1, 0)):
        yield Notice(f"erased_in_{days}", about, end - days * DAY, end - until * DAY)
