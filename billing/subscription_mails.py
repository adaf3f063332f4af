"""Letters about a subscription that simply goes on: the year that is renewed, the card that will not be."""

from datetime import timedelta

from billing import plans
from billing.facts import Subscription
from billing.money import Money
from billing.occasion import Occasion
from billing.prices_ahead import price_ahead, price_at_renewal
from i18n import _
from i18n.formats import number
from polydesk.kernel.mail import Button, Letter


def renewal(about: Occasion) -> Letter:
    bought = about.facts.subscription
    day = about.day_of(bought.period_end) if bought and bought.period_end else ""
    return Letter(
        kind=about.notice.kind,
        subject=_("Your plan is renewed on %(day)s") % {"day": day},
        heading=_("Your plan is renewed on %(day)s") % {"day": day},
        paragraphs=(_("It then goes on for another year. You can change or cancel it until that day."),),
        facts=_what_is_renewed(bought, price_at_renewal(about.facts, about.at)) if bought else (),
        button=Button(_("Open billing"), about.billing_url),
    )


def _what_is_renewed(bought: Subscription, amount: Money | None) -> tuple[tuple[str, str], ...]:
    if bought.plan not in plans.PLANS or amount is None:
        return ()
    seats = number(plans.plan(bought.plan).seats + bought.seats)
    named = (_("Plan"), str(plans.NAMES[bought.plan]))
    return (named, (_("Full seats"), seats), (_("Amount before tax"), amount.shown()))


def price_change(about: Occasion) -> Letter:
    ahead = price_ahead(about.facts, about.at)
    day = about.day_of(ahead.at if ahead else about.notice.until)
    return Letter(
        kind=about.notice.kind,
        subject=_("The price of your plan changes on %(day)s") % {"day": day},
        heading=_("The price of your plan changes on %(day)s") % {"day": day},
        paragraphs=(
            ahead.text if ahead else "",
            _("Until then nothing changes. You can choose another plan or cancel until that day."),
        ),
        button=Button(_("Open billing"), about.billing_url),
    )


def card_expires(about: Occasion) -> Letter:
    card = about.facts.card
    last_day = (card.lasts_until if card else about.notice.until) - timedelta(days=1)
    return Letter(
        kind=about.notice.kind,
        subject=_("Your card expires soon"),
        heading=_("Your card expires soon"),
        paragraphs=(_("Please enter the new card, so that no payment fails."),),
        facts=(
            (_("Card ending in"), card.last4 if card else ""),
            (_("Valid until"), f"{last_day:%m/%Y}"),
        ),
        button=Button(_("Change the card"), about.billing_url),
    )
