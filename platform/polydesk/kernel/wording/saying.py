"""Saying a phrase on a page, and counting the customers who met a gap.

A page view writes nothing: it takes a seat in memory (`kernel/tally.py`), also for those who get a page that was kept.
Members look at their own portal without being counted; a page that shows the same gap twice counts it once.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from uuid import UUID

from i18n import current_locale
from i18n.texts import pick
from polydesk.kernel.actor import CUSTOMERS, actor
from polydesk.kernel.clock import now
from polydesk.kernel.tally import Sketch
from polydesk.kernel.tenancy import tenant_or_none
from polydesk.kernel.web import page_cache
from polydesk.kernel.web.moment import moment

_gaps = Sketch(
    """INSERT INTO text_gap (kind, key, language, day, seen) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (tenant_id, kind, key, language, day) DO UPDATE SET seen = text_gap.seen | excluded.seen"""
)


def say(kind: str, key: str, texts: Mapping[str, str], default: str) -> str:
    """The text in the language of the moment, or the nearest there is; the gap is counted."""
    picked = pick(texts, current_locale(), default)
    if picked.is_fallback:
        met(kind, key, current_locale())
    return picked.text


def met(kind: str, key: str, language: str) -> None:
    """This page shows a phrase in another language than the reader's, because it is not written in theirs."""
    tenant = tenant_or_none()
    if tenant is None or actor().kind not in CUSTOMERS:
        return
    seen = moment().extras.setdefault("gaps_met", set())
    if (gap := (kind, key, language)) in seen:
        return
    seen.add(gap)
    page_cache.count_each(partial(_count, tenant, *gap))


def _count(tenant: UUID, kind: str, key: str, language: str) -> None:
    day: date = now().date()
    _gaps.count(tenant, kind, key, language, day)
