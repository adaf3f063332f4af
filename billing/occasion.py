"""An occasion to write: a notice with the facts that its letter is about, and where its links lead."""

from dataclasses import dataclass
from datetime import datetime

from billing import plans
from billing.facts import Facts
from billing.life import Look, Standing
from billing.money import Money
from billing.noticing import Notice
from i18n import _, lazy
from i18n.formats import day, formatter, number

CUSTOMERS_NOTICE_NOTHING = lazy("Your customers notice nothing: they can reach you as always, and nothing is lost.")


@dataclass(frozen=True)
class Occasion:
    notice: Notice
    facts: Facts
    standing: Standing
    base_url: str
    at: datetime

    @property
    def billing_url(self) -> str:
        return f"{self.base_url}/admin/billing"

    @property
    def trial_url(self) -> str:
        return f"{self.base_url}/admin/billing/trial"

    @property
    def amount(self) -> Money | None:
        bill = self.notice.bill
        return Money(bill.remaining, bill.currency) if bill else None

    def day_of(self, at: datetime) -> str:
        """In the reader's zone."""
        return day(formatter().local(at))


def what_comes(then: Look, people: int) -> str:
    """What becomes of a company that chooses nothing."""
    if then.status == "read_only":
        return " ".join((_("If you choose nothing, agents can only read from then on."), too_many(people)))
    return _("If you choose nothing, your help desk goes on with the Free plan, which has %(seats)s full seats.") % {
        "seats": number(plans.FREE.seats)
    }


def too_many(people: int) -> str:
    counted = {"seats": number(plans.FREE.seats), "people": number(people)}
    return _("%(people)s people need a full seat, and the Free plan has %(seats)s.") % counted
