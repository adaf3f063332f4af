"""What may be wrong with a text: before it is kept as a canned reply, and before it is sent to a customer."""

from i18n import ngettext
from i18n.formats import list_of
from polydesk.kernel.wording import braced, fault_in_placeholders
from polydesk.replies.variables import VARIABLES, still_open


def fault_of(text: str) -> str:
    """Empty when there is none: a placeholder that nobody could ever fill in would only stop every reply."""
    return fault_in_placeholders(text, VARIABLES)


def left_open(body: str) -> str:
    """What is still to be filled in before this may leave the house; empty when nothing is."""
    names = still_open(body)
    if not names:
        return ""
    said = {"names": list_of(map(braced, names))}
    return ngettext("Fill in %(names)s, or take it out.", "Fill in %(names)s, or take them out.", len(names)) % said
