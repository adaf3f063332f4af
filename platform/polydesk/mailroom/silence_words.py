"""What the timeline says of silence."""

from i18n import _, ngettext
from polydesk.tickets.telling import Data, tells


@tells("silence_reminder")
def _reminded(who: str, _data: Data) -> str:
    return _("%(who)s reminded the customer.") % {"who": who}


@tells("silence_end")
def _ended(_who: str, data: Data) -> str:
    days = int(data.get("new") or 0)
    return ngettext(
        "The customer did not answer for %(num)s support day.",
        "The customer did not answer for %(num)s support days.",
        days,
    ) % {"num": days}


@tells("silence_kept")
def _kept(who: str, data: Data) -> str:
    if data.get("new"):
        return _("%(who)s keeps the ticket open while the customer is silent.") % {"who": who}
    return _("%(who)s lets the ticket be resolved when the customer stays silent.") % {"who": who}
