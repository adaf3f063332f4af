"""What may be wrong with the placeholders of a text, said in a sentence before it is kept."""

from collections.abc import Collection

from i18n import _
from i18n.formats import list_of
from i18n.placeholders import is_malformed, names_in


def fault_in_placeholders(text: str, known: Collection[str]) -> str:
    """Empty when there is none: a placeholder that nobody could ever fill in would only stop what it stands in."""
    if unknown := sorted(names_in(text) - set(known)):
        return _("There is no placeholder %(names)s. Choose one from the list.") % {
            "names": list_of(map(braced, unknown))
        }
    if is_malformed(text):
        return _("Two braces stand here without a placeholder between them. Check them, or take them out.")
    return ""


def braced(name: str) -> str:
    return f"{{{{{name}}}}}"
