"""Editing one phrase: all its languages at once, with what was there when the page was opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from i18n import _
from i18n.texts import Texts
from polydesk.kernel import unit
from polydesk.kernel.comparing import Piece, difference, shortened
from polydesk.kernel.refusals import NotFound, Refusal
from polydesk.kernel.web import Form
from polydesk.kernel.wording import (
    Kind,
    Origin,
    Phrase,
    find,
    give_way,
    origins,
    read_texts,
    source_language,
    still_right,
)
from polydesk.translating.faults import Fault, is_runnable
from polydesk.translating.surveying import looked_at


@dataclass(frozen=True)
class Opened:
    """A phrase as its page shows it; `faults` by language, `known` is what each translation was made from."""

    kind: Kind
    phrase: Phrase
    source: str
    faults: dict[str, list[Fault]]
    known: dict[str, Origin]

    def is_outdated(self, language: str) -> bool:
        return any(fault.what == "outdated" for fault in self.faults.get(language, ()))

    def changes_since(self, language: str) -> list[Piece]:
        """What the source says now, against what this translation was made from."""
        origin = self.known.get(language)
        if origin is None:
            return []
        return shortened(difference(origin.text, self.phrase.texts.get(self.source, "")))


async def open_phrase(kind_name: str, key: str, languages: Sequence[str], default: str) -> Opened:
    """Raises NotFound, also for kinds whose phrases are written on a page of their own."""
    kind = find(kind_name)
    if kind is None or kind.has_own_editor:
        raise NotFound
    phrase = next((one for one in await kind.phrases() if one.key == key), None)
    if phrase is None:
        raise NotFound
    known = (await origins(kind_name, key)).get((kind_name, key), {})
    source = phrase.source or source_language(phrase.texts, default, languages)
    return Opened(kind, phrase, source, dict(looked_at(phrase, languages, default, known)), known)


async def save(opened: Opened, form: Form[Any], languages: Sequence[str]) -> None:
    """Keeps what was typed and what was found still right; says beside a field why not."""
    wanted = typed(opened, form, languages)
    if not form.ok:
        return
    if wanted != opened.phrase.texts:
        try:
            async with unit.savepoint():
                await opened.kind.save(opened.phrase.key, wanted)
        except Refusal as refusal:
            form.fail("", refusal.message)
            return
    for language in languages:
        if form.value(f"right_{language}") and wanted.get(language) == opened.phrase.texts.get(language):
            await still_right(opened.kind.name, opened.phrase.key, wanted, language)


def typed(opened: Opened, form: Form[Any], languages: Sequence[str]) -> Texts:
    """The texts as they would be. Where somebody else saved meanwhile, an untouched field gives way and a touched one
    is refused."""
    present, phrase = opened.phrase.texts, opened.phrase
    wanted = read_texts(form, "text", languages, limit=phrase.limit, before=present, one_line=phrase.shape == "line")
    wanted = give_way(form, "text", wanted, present, languages)
    for language in languages:
        if is_runnable(wanted.get(language, "")) and wanted[language] != present.get(language):
            form.fail(f"text_{language}", _("Scripts and other code have no place in a text."))
    if present.get(opened.source, "").strip() and not wanted.get(opened.source):
        form.fail(f"text_{opened.source}", _("Please fill this in: the others are translated from it."))
    return wanted
