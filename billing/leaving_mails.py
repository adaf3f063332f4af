"""Letters about leaving: cancelled, closed, and the announced erasure, each with the way back."""

from billing.life import RETURN
from billing.occasion import Occasion
from i18n import _, lazy
from polydesk.kernel.mail import Button, Letter

WITH_YOU = lazy("You can take everything along as an export, before and after.")


def cancelled(about: Occasion) -> Letter:
    closes_at = about.facts.closes_at
    day = about.day_of(closes_at) if closes_at else ""
    return Letter(
        kind=about.notice.kind,
        subject=_("Your help desk closes on %(day)s") % {"day": day},
        heading=_("You have cancelled"),
        paragraphs=(
            _("Until %(day)s everything goes on as it is. You can take it back until then.") % {"day": day},
            str(WITH_YOU),
        ),
        button=Button(_("See what happens"), f"{about.base_url}/admin/billing/cancel"),
    )


def closed(about: Occasion) -> Letter:
    return Letter(
        kind=about.notice.kind,
        subject=_("Your help desk is closed"),
        heading=_("Your help desk is closed"),
        paragraphs=(
            _("Until %(day)s you can open it again and find everything as it was.") % {"day": _erased_on(about)},
            str(WITH_YOU),
        ),
        button=Button(_("Open it again"), f"{about.base_url}/admin/closing"),
    )


def erased_in(about: Occasion) -> Letter:
    day = _erased_on(about)
    return Letter(
        kind=about.notice.kind,
        subject=_("Your help desk will be erased on %(day)s") % {"day": day},
        heading=_("Everything will be erased on %(day)s") % {"day": day},
        paragraphs=(
            _("Tickets, customers, help pages, ratings and files will be gone for good."),
            _("Until then you can open it again, or take everything along as an export."),
        ),
        button=Button(_("Open it again or export everything"), f"{about.base_url}/admin/closing"),
        footnote=_("Invoices are kept as the law demands. Copies in backups go with the backups."),
    )


def _erased_on(about: Occasion) -> str:
    since = about.standing.since
    return about.day_of(since + RETURN) if since else ""
