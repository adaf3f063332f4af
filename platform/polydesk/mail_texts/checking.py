"""What may be wrong with a part of a mail, said in a sentence before it is kept."""

from i18n import _
from i18n.formats import list_of
from i18n.placeholders import names_in
from polydesk.kernel.wording import braced, fault_in_placeholders, too_long
from polydesk.mail_texts.occasions import Occasion
from polydesk.mail_texts.words import LIMITS, Part, paragraphs_of, stands_alone


def fault_of(one: Occasion, part: Part, text: str) -> str:
    """Empty when there is none. An empty part is ours, which has none."""
    if not text:
        return ""
    if len(text) > LIMITS[part]:
        return too_long(LIMITS[part])
    if fault := fault_in_placeholders(text, one.variables):
        return fault
    if misplaced := names_in(text) - one.allowed_in(part):
        return _("%(names)s can only stand in the text, not in the subject or the heading.") % {
            "names": list_of(map(braced, sorted(misplaced)))
        }
    return _fault_of_blocks(one, text) if part == "body" else ""


def _fault_of_blocks(one: Occasion, body: str) -> str:
    """What takes paragraphs of its own (the answer itself) cannot stand inside a sentence, and no mail goes without it."""
    alone: set[str] = set()
    inside: set[str] = set()
    for paragraph in paragraphs_of(body):
        (alone if stands_alone(paragraph) else inside).update(names_in(paragraph))
    for name in sorted(one.blocks):
        if name not in alone or name in inside:
            return _("%(name)s must stand in a paragraph of its own: it is what this e-mail is about.") % {
                "name": braced(name)
            }
    return ""
