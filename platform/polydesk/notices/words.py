"""What a notice says, in the language and the zone of whoever reads it: a heading, a line below, where it leads."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from i18n import LazyText, _, lazy, ngettext
from i18n.formats import formatter, language_name
from polydesk.kernel.wording import braced
from polydesk.mail_texts.occasions import occasion

DUE_SOON: dict[str, LazyText] = {
    "first_response": lazy("Ticket %(number)s needs its first response soon"),
    "next_response": lazy("Ticket %(number)s needs an answer soon"),
    "update": lazy("The customer of ticket %(number)s should soon hear how it stands"),
    "resolution": lazy("Ticket %(number)s should be resolved soon"),
}
BREACHED: dict[str, LazyText] = {
    "first_response": lazy("The first response in ticket %(number)s is overdue"),
    "next_response": lazy("The answer in ticket %(number)s is overdue"),
    "update": lazy("The update in ticket %(number)s is overdue"),
    "resolution": lazy("The resolution of ticket %(number)s is overdue"),
}
STEPPED: dict[str, LazyText] = {
    "first_response": lazy("Ticket %(number)s still waits for its first response"),
    "next_response": lazy("Ticket %(number)s still waits for an answer"),
    "update": lazy("The customer of ticket %(number)s still waits for an update"),
    "resolution": lazy("Ticket %(number)s is still not resolved"),
}
PROMISES = {"due_soon": DUE_SOON, "breached": BREACHED, "stepped": STEPPED}
ICONS = {
    "due_soon": "clock-exclamation",
    "breached": "alarm",
    "stepped": "stairs-up",
    "contract_ending": "file-certificate",
    "holidays_proposed": "calendar-question",
    "mail_text": "mail-exclamation",
    "webhook_off": "plug-x",
}


@dataclass(frozen=True)
class Told:
    heading: str
    line: str
    path: str
    icon: str


def told(kind: str, data: dict[str, Any]) -> Told:
    icon = ICONS.get(kind, "bell")
    if kind == "contract_ending":
        return Told(_contract(data), str(data["contract"]), f"/desk/organisations/{data['organisation_id']}", icon)
    if kind == "holidays_proposed":
        heading = ngettext(
            "%(num)s day waits for your decision in the holidays",
            "%(num)s days wait for your decision in the holidays",
            data["days"],
        ) % {"num": data["days"]}
        return Told(heading, str(data["calendar"]), f"/admin/hours/holidays/{data['calendar_id']}", icon)
    if kind == "mail_text":
        return Told(_mail_text(data), _unknown(data), f"/admin/mails/{data['mail']}/{data['language']}", icon)
    if kind == "webhook_off":
        heading = _("The webhook “%(name)s” was switched off") % {"name": data["webhook"]}
        return Told(heading, _webhook(data), f"/admin/webhooks/{data['webhook_id']}", icon)
    heading = str(PROMISES[kind][data["metric"]]) % {"number": data["number"]}
    return Told(heading, _promise(kind, data), f"/desk/tickets/{data['number']}", icon)


def _promise(kind: str, data: dict[str, Any]) -> str:
    due = datetime.fromisoformat(data["due_at"])
    facts = {"subject": data["subject"], "when": f"{formatter().when(due)} {formatter().zone_name(due)}".strip()}
    if kind == "due_soon":
        return _("“%(subject)s” is due %(when)s.") % facts
    return _("“%(subject)s” was due %(when)s.") % facts


def _mail_text(data: dict[str, Any]) -> str:
    return _("The e-mail “%(mail)s” in %(language)s went out with our text instead of yours") % {
        "mail": occasion(data["mail"]).title,
        "language": language_name(data["language"]),
    }


def _unknown(data: dict[str, Any]) -> str:
    return _("Nobody knew what %(name)s stands for.") % {"name": braced(data["variable"])}


def _webhook(data: dict[str, Any]) -> str:
    if data["because"] == "gone":
        return _("The other side said that it is gone for good. Messages that nobody got are listed there.")
    return _("Nothing arrived for five days. Messages that nobody got are listed there and can be sent again.")


def _contract(data: dict[str, Any]) -> str:
    day = formatter().day(date.fromisoformat(data["ends_on"]))
    return _("The contract with %(organisation)s ends on %(day)s") % {"organisation": data["organisation"], "day": day}
