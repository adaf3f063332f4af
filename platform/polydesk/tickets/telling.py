"""Telling: what happened to a ticket, as a sentence in the reader's language, however long ago it was written down."""

from collections.abc import Callable
from typing import Any

from i18n import LazyText, _, current_locale, lazy, lazy_in, pgettext
from i18n.formats import list_of
from i18n.texts import pick
from polydesk.tickets.priorities import PRIORITIES
from tenants.here import home_language

STATUSES: dict[str, LazyText] = {
    "new": lazy_in("status", "New"),
    "open": lazy_in("status", "Open"),
    "waiting_customer": lazy("Waiting for the customer"),
    "waiting_third_party": lazy("Waiting for others"),
    "resolved": lazy_in("status", "Resolved"),
    "closed": lazy_in("status", "Closed"),
}
IMPACTS: dict[str, LazyText] = {
    "low": lazy_in("impact", "Low"),
    "medium": lazy_in("impact", "Medium"),
    "high": lazy_in("impact", "High"),
}
URGENCIES: dict[str, LazyText] = {
    "low": lazy_in("urgency", "Low"),
    "medium": lazy_in("urgency", "Medium"),
    "high": lazy_in("urgency", "High"),
}
CHANNELS: dict[str, LazyText] = {
    "portal": lazy_in("channel", "Portal"),
    "mail": lazy_in("channel", "E-mail"),
    "phone": lazy_in("channel", "Phone"),
    "api": lazy_in("channel", "API"),
}

Data = dict[str, Any]
Teller = Callable[[str, Data], str]


def tells(field: str) -> Callable[[Teller], Teller]:
    """`@tells("answer")` above who puts a change of that field into words; also for floors above."""

    def remember(teller: Teller) -> Teller:
        CHANGES[field] = teller
        return teller

    return remember


def told(kind: str, data: Data, *, who: str, who_kind: str) -> str:
    """The sentence for one row of the timeline."""
    name = who or (_("The customer") if who_kind == "requester" else _("Polydesk"))
    teller = CHANGES.get(str(data.get("field"))) if kind == "changed" else KINDS.get(kind)
    return teller(name, data) if teller else _("%(who)s changed the ticket.") % {"who": name}


def _status(who: str, data: Data) -> str:
    new = data.get("new")
    if not data.get("new_name"):
        if new == "resolved":
            return _("%(who)s marked the ticket as resolved.") % {"who": who}
        if new == "closed":
            return _("%(who)s closed the ticket.") % {"who": who}
        if data.get("old") in ("resolved", "closed"):
            return _("%(who)s reopened the ticket.") % {"who": who}
    words = {"who": who, "old": _status_name(data, "old"), "new": _status_name(data, "new")}
    return _("%(who)s changed the status from “%(old)s” to “%(new)s”.") % words


def _status_name(data: Data, which: str) -> str:
    if names := data.get(f"{which}_name"):
        return pick(names, current_locale(), home_language()).text
    return str(STATUSES.get(data.get(which, ""), data.get(which, "")))


def _priority(who: str, data: Data) -> str:
    old, new = (str(PRIORITIES.get(data.get(which, ""), "")) for which in ("old", "new"))
    return _("%(who)s changed the priority from “%(old)s” to “%(new)s”.") % {"who": who, "old": old, "new": new}


def _subject(who: str, data: Data) -> str:
    return _("%(who)s changed the subject from “%(old)s” to “%(new)s”.") % _both(who, data)


def _assignee(who: str, data: Data) -> str:
    if not data.get("new"):
        return _("%(who)s removed %(old)s as the assignee.") % _both(who, data)
    if data.get("new") == who:
        return _("%(who)s took the ticket.") % {"who": who}
    if not data.get("old"):
        return _("%(who)s assigned the ticket to %(new)s.") % _both(who, data)
    return _("%(who)s reassigned the ticket from %(old)s to %(new)s.") % _both(who, data)


def _team(who: str, data: Data) -> str:
    if not data.get("new"):
        return _("%(who)s removed the ticket from the team %(old)s.") % _both(who, data)
    return _("%(who)s assigned the ticket to the team %(new)s.") % _both(who, data)


def _person(who: str, data: Data) -> str:
    if not data.get("old"):
        return _("%(who)s set the customer to %(new)s.") % _both(who, data)
    return _("%(who)s changed the customer from %(old)s to %(new)s.") % _both(who, data)


def _organisation(who: str, data: Data) -> str:
    if not data.get("new"):
        return _("%(who)s removed the organisation %(old)s.") % _both(who, data)
    if not data.get("old"):
        return _("%(who)s set the organisation to %(new)s.") % _both(who, data)
    return _("%(who)s changed the organisation from %(old)s to %(new)s.") % _both(who, data)


def _tags(who: str, data: Data) -> str:
    old, new = data.get("old") or [], data.get("new") or []
    added, removed = (list_of(tag for tag in some if tag not in others) for some, others in ((new, old), (old, new)))
    words = {"who": who, "added": added, "removed": removed}
    if added and removed:
        return _("%(who)s added the tags %(added)s and removed %(removed)s.") % words
    if added:
        return _("%(who)s added tags: %(added)s.") % words
    if removed:
        return _("%(who)s removed tags: %(removed)s.") % words
    return _("%(who)s changed the order of the tags.") % words


def _impact(who: str, data: Data) -> str:
    new = data.get("new") or {}
    impact, urgency = IMPACTS.get(new.get("impact", "")), URGENCIES.get(new.get("urgency", ""))
    words = {
        "who": who,
        "impact": impact or pgettext("impact", "Not set"),
        "urgency": urgency or pgettext("urgency", "Not set"),
    }
    return _("%(who)s set the impact to “%(impact)s” and the urgency to “%(urgency)s”.") % words


def _category(who: str, data: Data) -> str:
    old, new = (
        pick(data.get(f"{which}_name") or {}, current_locale(), home_language()).text for which in ("old", "new")
    )
    words = {"who": who, "old": old, "new": new}
    if not new:
        return _("%(who)s removed the category “%(old)s”.") % words
    if not old:
        return _("%(who)s set the category to “%(new)s”.") % words
    return _("%(who)s changed the category from “%(old)s” to “%(new)s”.") % words


def _submitted(who: str, data: Data) -> str:
    if data.get("outbound"):
        return _("%(who)s wrote to the customer.") % {"who": who}
    if data.get("channel") == "phone":
        return _("%(who)s recorded a phone call.") % {"who": who}
    if data.get("channel") == "mail":
        return _("%(who)s sent an e-mail.") % {"who": who}
    return _("%(who)s opened the ticket in the portal.") % {"who": who}


def _followed(who: str, data: Data) -> str:
    words = {"who": who, "number": data.get("number", "")}
    return _("%(who)s wrote again after this ticket was closed: see ticket #%(number)s.") % words


def _both(who: str, data: Data) -> dict[str, Any]:
    return {"who": who, "old": data.get("old", ""), "new": data.get("new", "")}


def _address(who: str, data: Data) -> dict[str, Any]:
    return {"who": who, "address": data.get("address", "")}


def _other(who: str, data: Data) -> dict[str, Any]:
    return {"who": who, "number": data.get("number", ""), "subject": data.get("subject", "")}


CHANGES: dict[str, Teller] = {
    "status": _status,
    "priority": _priority,
    "subject": _subject,
    "assignee": _assignee,
    "team": _team,
    "person": _person,
    "organisation": _organisation,
    "tags": _tags,
    "impact": _impact,
    "category": _category,
    "brand": lambda who, data: _("%(who)s set the brand to “%(new)s”.") % _both(who, data),
}
KINDS: dict[str, Teller] = {
    "submitted": _submitted,
    "followed": _followed,
    "merged": lambda who, data: _("%(who)s merged this ticket into #%(number)s “%(subject)s”.") % _other(who, data),
    "merged_in": lambda who, data: (
        _("%(who)s merged ticket #%(number)s “%(subject)s” into this one.") % _other(who, data)
    ),
    "unmerged": lambda who, data: _("%(who)s took this ticket out of #%(number)s again.") % _other(who, data),
    "unmerged_from": lambda who, data: (
        _("%(who)s took ticket #%(number)s “%(subject)s” out again.") % _other(who, data)
    ),
    "spam": lambda who, _data: _("%(who)s marked the ticket as spam.") % {"who": who},
    "restored": lambda who, _data: _("%(who)s marked the ticket as not spam.") % {"who": who},
    "participant_confirmed": lambda who, data: (
        _("%(who)s added %(address)s to the conversation.") % _address(who, data)
    ),
    "participant_ignored": lambda who, data: (
        _("%(who)s keeps %(address)s out of the conversation.") % _address(who, data)
    ),
    "links_revoked": lambda who, _data: _("%(who)s replaced the links to this ticket.") % {"who": who},
}
