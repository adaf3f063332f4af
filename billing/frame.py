"""The frame around every page of the desk: what its people must know of where the company stands with us. Without SQL.

Whoever pays sees the days of the trial and what to do; whoever only works here hears of nothing but what they cannot do.
"""

from dataclasses import dataclass
from datetime import timedelta

from i18n import _, ngettext
from i18n.formats import day, formatter, number
from polydesk.kernel.actor import Actor, actor
from polydesk.kernel.clock import now
from polydesk.kernel.web import moment
from tenants.directory import Site
from tenants.here import site_or_none

PAGE = "/admin/billing"
# From then on a trial is worth a line on every page, and not only a word at the side.
SOON = 3


@dataclass(frozen=True)
class Banner:
    """`is_urgent`: somebody cannot work. `url` is empty where whoever reads can do nothing about it."""

    text: str
    icon: str = "info-circle"
    is_urgent: bool = False
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class Frame:
    """`days_left` of a trial, for who may choose a plan."""

    banner: Banner | None = None
    days_left: int | None = None

    @property
    def days_said(self) -> str:
        return days_left_said(self.days_left or 0)


def frame() -> Frame | None:
    """Of this page, for who looks at it; None where there is nothing to say."""
    found, who = site_or_none(), actor()
    if found is None or not who.is_member or not found.status_why:
        return None
    pays = who.may("billing.manage")
    days = days_left(found) if pays and found.status_why == "trial" else None
    hidden = pays and moment().path.startswith(PAGE)
    return Frame(None if hidden else _banner(found, who, pays), days)


def days_left(found: Site) -> int:
    return begun_days(found.status_until - now()) if found.status_until else 0


def days_left_said(days: int) -> str:
    return ngettext("%(num)s day left", "%(num)s days left", days) % {"num": number(days)}


def begun_days(left: timedelta) -> int:
    """Who has two hours left has one day."""
    return max(0, -(-left // timedelta(days=1)))


def _banner(found: Site, who: Actor, pays: bool) -> Banner | None:
    if found.status == "read_only":
        return _read_only(found, who, pays)
    if not who.may("admin.enter") or found.status_until is None:
        return None
    until = {"day": day(formatter().local(found.status_until))}
    if found.status == "past_due":
        text = _("A payment failed. Agents can work until %(day)s.") % until
        return _led(Banner(text, "credit-card"), pays, PAGE, _("Pay or change the card"))
    if found.status_why == "cancelled":
        return _led(Banner(_("This help desk closes on %(day)s.") % until, "door"), pays, PAGE, _("Open billing"))
    if found.status_why == "trial" and days_left(found) <= SOON:
        text = _("The trial ends on %(day)s.") % until
        return _led(Banner(text, "hourglass"), pays, f"{PAGE}/trial", _("Choose a plan"))
    return None


def _read_only(found: Site, who: Actor, pays: bool) -> Banner:
    if not who.may("admin.enter"):
        text = _(
            "You can read everything, but not change anything. Customers can still write to you. An owner can change this."
        )
        return Banner(text, "eye")
    if found.status_why == "people":
        text = _("Agents can only read: more people need a full seat than the Free plan has.")
        if pays:
            return Banner(text, "lock", True, f"{PAGE}/trial", _("Choose a plan"))
        return Banner(text, "lock", True, "/admin/members", _("People and roles"))
    if found.status_why == "seats":
        text = _("Agents can only read: more people need a full seat than are paid for.")
        return _led(Banner(text, "lock", is_urgent=True), pays, f"{PAGE}/seats", _("Add seats"))
    text = _("Agents can only read until the open bill is paid. Customers notice nothing.")
    return _led(Banner(text, "lock", is_urgent=True), pays, PAGE, _("Pay or change the card"))


def _led(banner: Banner, pays: bool, url: str, label: str) -> Banner:
    """The way to mend it, for who may."""
    return Banner(banner.text, banner.icon, banner.is_urgent, url, label) if pays else banner
