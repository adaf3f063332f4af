"""The mark "open now" on every page of the portal: found before the page is made, and never older than the hours.

A page that visitors share is kept only until the hours open or close next, so nobody reads of an open door that is shut.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from litestar import Request

from i18n import current_locale, current_zone
from polydesk.hours.instants import instant_of, moment_of
from polydesk.hours.spans import MINUTE
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.web import moment, page_cache
from polydesk.schedules.opening import Opening, public_opening
from polydesk.schedules.opening_words import state_text


@dataclass(frozen=True)
class HoursMark:
    """What the layouts say; `text` names the zone of its time."""

    is_open: bool
    text: str


async def bring(request: Request[Any, Any, Any]) -> None:
    """Before a page of the portal is made; nothing when the hours are not shown to customers. What somebody sends is
    taken first of all."""
    if moment().is_htmx or request.method != "GET":
        return
    instant = instant_of(now())
    found = await public_opening(instant)
    if found is None:
        return
    moment().extras["hours_mark"] = _mark(found, reading_zone(found.zone), current_locale(), instant // MINUTE)
    changes = found.closes_at if found.is_open else found.opens_at
    if changes is not None:
        page_cache.fresh_until(moment_of(changes))


@lru_cache(maxsize=1_000)
def _mark(found: Opening, zone: str, _locale: str, _minute: int) -> HoursMark:
    """The same for everybody who reads it in this minute: only what day it is can change the words."""
    return HoursMark(found.is_open, state_text(found, zone))


def reading_zone(zone: str) -> str:
    """Who is signed in reads in a zone of their own; pages for everybody are in the zone of the hours."""
    return zone if actor().kind == "visitor" else str(current_zone())
