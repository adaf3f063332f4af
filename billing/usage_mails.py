"""Letters about usage: most of what the plan includes is used, all of it, or an owner's cap is reached."""

from billing import plans
from billing.terms import Terms
from billing.usage import Used
from i18n import LazyText, _, lazy
from i18n.formats import number, percent, when
from polydesk.kernel.mail import Button, Letter

LEVELS = ("80", "100", "cap")
# What stops, and what never does.
STOPS: dict[str, LazyText] = {
    "tickets": lazy("Once they are used up, agents open no more tickets by hand. Customers can still write to you."),
    "mails": lazy("Once they are used up, surveys and digests by e-mail stop. Answers to customers still leave."),
}


def letter_of(level: str, about: Used, terms: Terms, base_url: str) -> Letter:
    """`level`: of LEVELS; 80 or 100 per cent of what is included, or the owner's cap."""
    if level == "cap":
        heading = _("%(name)s: your spending cap is reached") % {"name": about.name}
    else:
        share = percent(int(level) / 100)
        heading = _("%(name)s: %(percent)s of what your plan includes is used") % {
            "name": about.name,
            "percent": share,
        }
    return Letter(
        kind=f"usage_{level}",
        subject=heading,
        heading=heading,
        paragraphs=tuple(_paragraphs(about, terms)),
        facts=(
            (_("Used"), number(about.used)),
            (_("Included"), number(about.included or 0)),
            (_("The period ends"), when(about.end)),
        ),
        button=Button(_("Open billing"), f"{base_url}/admin/billing"),
    )


def _paragraphs(about: Used, terms: Terms) -> list[str]:
    said = []
    if terms.held is not None and (terms.cap is None or terms.cap > 0):
        thousand = plans.extra_price(terms.held.plan, terms.held.currency, about.meter, 1_000)
        said.append(_("1,000 more cost %(price)s.") % {"price": thousand})
    if about.cap is not None:
        said.append(_("More than %(num)s are not charged.") % {"num": number(about.cap)} if terms.held else "")
        said.append(str(STOPS[about.meter]))
    return [one for one in said if one]
