"""What is said to those who lead the company: a contract ends, holidays wait, a text, a sender or a webhook does not work."""

from datetime import date
from typing import Any

from i18n import _, ngettext
from i18n.formats import bytes_, formatter, language_name, number, percent
from polydesk.kernel.wording import braced
from polydesk.mail_texts.occasions import occasion
from polydesk.notices.told import Told


def contract_ending(data: dict[str, Any]) -> Told:
    day = formatter().day(date.fromisoformat(data["ends_on"]))
    facts = {"organisation": data["organisation"], "day": day}
    heading = _("The contract with %(organisation)s ends on %(day)s") % facts
    return Told(heading, str(data["contract"]), f"/desk/organisations/{data['organisation_id']}")


def holidays_proposed(data: dict[str, Any]) -> Told:
    heading = ngettext(
        "%(num)s day waits for your decision in the holidays",
        "%(num)s days wait for your decision in the holidays",
        data["days"],
    ) % {"num": data["days"]}
    return Told(heading, str(data["calendar"]), f"/admin/hours/holidays/{data['calendar_id']}")


def mail_text(data: dict[str, Any]) -> Told:
    heading = _("The e-mail “%(mail)s” in %(language)s went out with our text instead of yours") % {
        "mail": occasion(data["mail"]).title,
        "language": language_name(data["language"]),
    }
    line = _("Nobody knew what %(name)s stands for.") % {"name": braced(data["variable"])}
    return Told(heading, line, f"/admin/mails/{data['mail']}/{data['language']}")


def mail_waits(_data: dict[str, Any]) -> Told:
    line = _("What cannot be read is kept as it came and waits here for you.")
    return Told(_("An e-mail could not be read"), line, "/admin/mail-in")


def sender_lapsed(data: dict[str, Any]) -> Told:
    heading = _("E-mails do not leave from %(address)s any more") % {"address": data["address"]}
    line = _(
        "The DKIM record of its domain is gone. They leave from our address with your company's name until it is back."
    )
    return Told(heading, line, "/admin/sender")


def webhook_off(data: dict[str, Any]) -> Told:
    heading = _("The webhook “%(name)s” was switched off") % {"name": data["webhook"]}
    if data["because"] == "gone":
        line = _("The other side said that it is gone for good. Messages that nobody got are listed there.")
    else:
        line = _("Nothing arrived for five days. Messages that nobody got are listed there and can be sent again.")
    return Told(heading, line, f"/admin/webhooks/{data['webhook_id']}")


def room(data: dict[str, Any]) -> Told:
    line = (
        _("%(used)s of %(quota)s used. When it is full, new files are refused. A larger plan has more room.")
        if data.get("by_plan")
        else _(
            "%(used)s of %(quota)s used. When it is full, new files are refused."
            " Ask whoever runs this platform for more room."
        )
    )
    said = line % {"used": bytes_(data["used"]), "quota": bytes_(data["quota"])}
    return Told(_("The room for files is nearly used up"), said, "/admin")


def low_anonymous(data: dict[str, Any]) -> Told:
    heading = ngettext(
        "%(low)s low rating in an anonymous survey", "%(low)s low ratings in an anonymous survey", data["low"]
    ) % {"low": number(data["low"])}
    line = _("Read what was said. Nobody can tell whose answers they are, so nobody can be called back.")
    return Told(heading, line, "/admin/reports/surveys/answers?figure=low")


def seat_wanted(data: dict[str, Any]) -> Told:
    heading = _("An invitation waits for a free seat")
    line = _("%(name)s invited %(email)s. No e-mail leaves before an owner agrees or a seat is free.") % data
    return Told(heading, line, "/admin/invitations")


def usage(data: dict[str, Any]) -> Told:
    name = {"tickets": _("Tickets"), "mails": _("E-mails")}[data["meter"]]
    if data["level"] == "cap":
        heading = _("%(name)s: your spending cap is reached") % {"name": name}
    else:
        share = {"name": name, "percent": percent(int(data["level"]) / 100)}
        heading = _("%(name)s: %(percent)s of what your plan includes is used") % share
    return Told(heading, "", "/admin/billing")
