"""What a ticket's timeline says of promises, in the reader's words: a broken one, an excuse, an excuse taken back."""

from datetime import datetime
from typing import Any

from i18n import _
from i18n.formats import formatter
from polydesk.sla.words import METRIC_NAMES
from polydesk.tickets.telling import KINDS


def broken(_who: str, data: dict[str, Any]) -> str:
    due = formatter().when(datetime.fromisoformat(data["due_at"]))
    return _("%(promise)s was due %(when)s and was missed.") % {"promise": _promise(data), "when": due}


def excused(who: str, data: dict[str, Any]) -> str:
    words = {"who": who, "promise": _promise(data), "reason": data.get("reason", "")}
    return _("%(who)s excused the missed promise “%(promise)s”: %(reason)s") % words


def unexcused(who: str, data: dict[str, Any]) -> str:
    return _("%(who)s took back the excuse for “%(promise)s”.") % {"who": who, "promise": _promise(data)}


def _promise(data: dict[str, Any]) -> str:
    return str(METRIC_NAMES[data["metric"]])


KINDS.update(promise_broken=broken, promise_excused=excused, promise_unexcused=unexcused)
