"""Updates: when a ticket's customer heard of us and when they had to hear again, as the ticket's past tells it. Pure.

An update is promised from each public reply until the next one, while the ticket is open; a ticket that is reopened owes
one from then on. While the first answer is still awaited there is nothing to bring up to date.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from polydesk.sla.past import OVER, SPAM, Past

Stretch = tuple[int, int | None]  # from when to when an update was owed; None while it still is


@dataclass(frozen=True, slots=True)
class Reply:
    """A public one; an automatic one counts where the policy says so."""

    at: int
    is_automatic: bool


def owed(past: Past, replies: Iterable[Reply], *, bots_count: bool, until: int) -> Iterator[Stretch]:
    """Every stretch in which an update was owed, in order; the last may still last."""
    since: int | None = None
    is_over, is_spam = past.changes[0][1] in OVER, past.changes[0][1] == SPAM
    told = [(reply.at, "") for reply in replies if bots_count or not reply.is_automatic]
    # Of one second the reply comes last: it is answered in the state that it leads to.
    for at, status in sorted([*past.changes[1:], *told], key=lambda one: (one[0], not one[1])):
        if at > until:
            break
        was_over = is_over
        if status:
            is_spam = status == SPAM
            is_over = is_over if is_spam else status in OVER
        ends = is_over if status else not is_over and not is_spam and since != at
        begins = was_over and not is_over if status else not is_over and not is_spam
        if since is not None and ends:
            yield since, at
            since = None
        if since is None and begins:
            since = at
    if since is not None:
        yield since, None


def owed_since(past: Past, replies: Iterable[Reply], *, bots_count: bool, until: int) -> int | None:
    """Since when an update is owed at that instant; None when none is."""
    last = list(owed(past, replies, bots_count=bots_count, until=until))[-1:]
    return last[0][0] if last and last[0][1] is None else None
