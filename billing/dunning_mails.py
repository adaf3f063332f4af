"""Letters about a bill that waits, and about a desk that is read only: what happened and why, what comes next and when, and
what never depends on it.
"""

from billing.life import read_only_from
from billing.occasion import CUSTOMERS_NOTICE_NOTHING, Occasion, too_many
from billing.problems import reason
from i18n import _
from i18n.formats import when
from polydesk.kernel.mail import Button, Letter


def payment_failed(about: Occasion) -> Letter:
    return _unpaid(about, subject=_("A payment for your help desk failed"), paragraphs=(*_why(about), *_until(about)))


def payment_reminder(about: Occasion) -> Letter:
    subject = _("Still open: a payment for your help desk")
    return _unpaid(about, subject=subject, paragraphs=(*_why(about), *_until(about)))


def read_only_tomorrow(about: Occasion) -> Letter:
    return _unpaid(about, subject=_("Last day: then your agents can only read"), paragraphs=_until(about))


def read_only_now(about: Occasion) -> Letter:
    paragraphs = (
        _("The bill is still open. As soon as it is paid, everybody can work again at once."),
        _("Agents can read everything, but not answer or change anything."),
    )
    return _unpaid(about, subject=_("Your agents can only read now"), paragraphs=paragraphs)


def read_only_people(about: Occasion) -> Letter:
    way_out = _("As soon as you choose a plan, or people leave or become light agents, everybody can work again.")
    button = Button(_("Choose a plan"), f"{about.billing_url}/plans")
    return _crowded(about, too_many(about.facts.people), way_out, button)


def read_only_seats(about: Occasion) -> Letter:
    why = _("Agents can only read: more people need a full seat than are paid for.")
    way_out = _("As soon as you add seats, or people leave or become light agents, everybody can work again.")
    return _crowded(about, why, way_out, Button(_("Add seats"), f"{about.billing_url}/seats"))


def recovered(about: Occasion) -> Letter:
    return Letter(
        kind=about.notice.kind,
        subject=_("Thank you, the bill is paid"),
        heading=_("Thank you, the bill is paid"),
        paragraphs=(_("Everything works as before."),),
        facts=_number(about),
        button=Button(_("Open billing"), about.billing_url),
    )


def _unpaid(about: Occasion, *, subject: str, paragraphs: tuple[str, ...]) -> Letter:
    amount = about.amount
    return Letter(
        kind=about.notice.kind,
        subject=subject,
        heading=subject,
        paragraphs=(*paragraphs, str(CUSTOMERS_NOTICE_NOTHING)),
        facts=(*([(_("Amount"), amount.shown())] if amount else []), *_number(about), *_next_attempt(about)),
        button=Button(_("Pay or change the card"), about.billing_url),
        footnote=_whatever_happens(),
    )


def _crowded(about: Occasion, why: str, way_out: str, button: Button) -> Letter:
    subject = _("Your agents can only read now")
    reading = _("Agents can read everything, but not answer or change anything.")
    return Letter(
        kind=about.notice.kind,
        subject=subject,
        heading=subject,
        paragraphs=(why, reading, way_out, str(CUSTOMERS_NOTICE_NOTHING)),
        button=button,
        footnote=_whatever_happens(),
    )


def _whatever_happens() -> str:
    return _("Signing in, billing and exports work whatever happens.")


def _why(about: Occasion) -> tuple[str, ...]:
    return (reason(about.notice.bill.problem),) if about.notice.bill else ()


def _until(about: Occasion) -> tuple[str, ...]:
    ends = read_only_from(about.facts)
    if ends is None:
        return ()
    said = _("Agents can work until %(when)s. After that they can only read, until the bill is paid.")
    return (said % {"when": when(ends)},)


def _number(about: Occasion) -> tuple[tuple[str, str], ...]:
    bill = about.notice.bill
    return ((_("Invoice"), bill.number),) if bill and bill.number else ()


def _next_attempt(about: Occasion) -> tuple[tuple[str, str], ...]:
    bill = about.notice.bill
    if bill is None or bill.next_attempt_at is None or bill.next_attempt_at <= about.notice.at:
        return ()
    return ((_("We try again"), when(bill.next_attempt_at)),)
