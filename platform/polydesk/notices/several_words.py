"""What is said of several tickets at once."""

from typing import Any

from i18n import ngettext
from polydesk.notices.told import Told


def assigned_several(data: dict[str, Any]) -> Told:
    facts = {"name": data["name"], "num": data["count"]}
    heading = ngettext(
        "%(name)s assigned %(num)s ticket to you", "%(name)s assigned %(num)s tickets to you", data["count"]
    )
    return Told(heading % facts, "", "/desk/tickets?view=mine")
