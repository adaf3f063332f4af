"""What may be wrong with the text of a canned reply, said in a sentence before it is kept."""

from i18n import _
from i18n.formats import list_of
from i18n.placeholders import is_malformed, names_in
from polydesk.replies.variables import VARIABLES


def fault_of(text: str) -> str:
    """Empty when there is none: a placeholder that nobody could ever fill in would only stop every reply."""
    if unknown := sorted(names_in(text) - VARIABLES.keys()):
        return _("There is no placeholder %(names)s. Choose one from the list.") % {
            "names": list_of(map(braced, unknown))
        }
    if is_malformed(text):
        return _("Two braces stand here without a placeholder between them. Check them, or take them out.")
    return ""


def braced(name: str) -> str:
    return f"{{{{{name}}}}}"
