"""Wording: what tenants write for others to read, by kinds that each slice declares.

A slice's `wordings.py` declares its kinds: `declare(Kind("faq_category", lazy("Topics of the help pages"), …))`. Its
verbs say `await written("faq_category", key, before, after)`, so that the text each translation was made from is
remembered and one that the source has left behind is known. Pages say `say("faq_category", key, texts, default)`: the
nearest text there is, and a gap that a customer met is counted. Languages side by side, coverage, lint, export and
import are built on this alone (`polydesk.translating`).
"""

from polydesk.kernel.wording.checking import braced, fault_in_placeholders
from polydesk.kernel.wording.phrases import Exchanged, Kind, Phrase, Shape, Translation, declare, find, id_of, kinds
from polydesk.kernel.wording.saying import met, say
from polydesk.kernel.wording.sources import Origin, behind, origins, remember, source_language, still_right, written
from polydesk.kernel.wording.typed import give_way, mark, marks, read_texts, texts_as_fields, too_long

__all__ = [
    "Exchanged",
    "Kind",
    "Origin",
    "Phrase",
    "Shape",
    "Translation",
    "behind",
    "braced",
    "declare",
    "fault_in_placeholders",
    "find",
    "give_way",
    "id_of",
    "kinds",
    "mark",
    "marks",
    "met",
    "origins",
    "read_texts",
    "remember",
    "say",
    "source_language",
    "still_right",
    "texts_as_fields",
    "too_long",
    "written",
]
