"""Exporting and importing: all texts of a tenant as files for translators, and back, all of it or nothing. What is
written on pages of its own (articles) travels in parts, and its slice says what must not get lost.

An entry that is empty or not finished changes nothing. One whose source is not what the text says now is kept as made
from the source in the file, so that it shows as outdated instead of pretending.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from i18n import _
from i18n.exchange import Entry
from i18n.texts import Texts
from polydesk.kernel.audit import record
from polydesk.kernel.refusals import Refusal
from polydesk.kernel.web.forms import clean
from polydesk.kernel.wording import (
    Kind,
    Origin,
    Phrase,
    Translation,
    kinds,
    origins,
    remember,
    source_language,
    still_right,
)
from polydesk.kernel.wording.typed import tidy, too_long
from polydesk.translating.faults import faults_in, is_runnable
from polydesk.translating.surveying import looked_at


@dataclass(frozen=True)
class Held:
    """A phrase with what is needed to write it out and in."""

    kind: Kind
    phrase: Phrase
    source: str
    late: frozenset[str]

    @property
    def place(self) -> str:
        return f"{self.kind.name}/{self.phrase.key}"

    @property
    def note(self) -> str:
        return f"{self.kind.title}: {self.phrase.name}"


@dataclass(frozen=True)
class Refused:
    """A line of a file that cannot be taken, and why."""

    line: int
    place: str
    reason: str


class RefusedLater(Exception):
    """The verb of a slice did not take a text that looked right; what was done before must be undone."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


@dataclass
class Taken:
    """What a file would do. Nothing of it is done while something is refused."""

    refused: list[Refused] = field(default_factory=list)
    wanted: dict[str, dict[str, Entry]] = field(default_factory=dict)
    unsure: int = 0
    same: int = 0

    @property
    def changes(self) -> int:
        return sum(len(entries) for entries in self.wanted.values())


async def all_held(languages: Sequence[str], default: str) -> list[Held]:
    """Every phrase that is written at all."""
    known, found = await origins(), list[Held]()
    for kind in kinds():
        if kind.has_own_editor:
            parts = await kind.exchanged.phrases() if kind.exchanged else []
            found += [Held(kind, part, part.source, part.outdated or frozenset()) for part in parts]
            continue
        for phrase in await kind.phrases():
            looks = dict(looked_at(phrase, languages, default, known.get((kind.name, phrase.key), {})))
            late = frozenset(
                code for code, faults in looks.items() if any(fault.what == "outdated" for fault in faults)
            )
            if looks:
                source = phrase.source or source_language(phrase.texts, default, languages)
                found.append(Held(kind, phrase, source, late))
    return found


def entries_for(held: Sequence[Held], language: str, source: str) -> list[Entry]:
    """What a translator from one language into the other gets: the text and its present translation."""
    return [
        Entry(
            place=one.place,
            source=one.phrase.texts[one.source],
            target=one.phrase.texts.get(language, ""),
            language=language,
            note=one.note,
            limit=one.phrase.limit,
            is_unsure=language in one.late,
        )
        for one in held
        if one.source == source != language
    ]


def check(entries: Sequence[Entry], held: Sequence[Held], languages: Sequence[str]) -> Taken:
    """What the file would change, and each line that it must not."""
    known, taken = {one.place: one for one in held}, Taken()
    times = Counter((entry.place, entry.language) for entry in entries)
    for entry in entries:
        one = known.get(entry.place)
        reason = _refusal(entry, one, languages, times[entry.place, entry.language])
        if reason:
            taken.refused.append(Refused(entry.line, entry.place, reason))
        elif one is not None and (text := _tidied(entry.target, one.phrase)):
            _take(taken, one, entry, text)
    return taken


async def carry_out(taken: Taken, held: Sequence[Held]) -> None:
    """All of it, in the unit of the request; raises RefusedLater. Each phrase is saved once, by its slice's verb."""
    assert not taken.refused, "a file with refused lines changes nothing"
    for group in _groups(taken, held):
        one, entries = group[0]
        try:
            await (_save_parts(group) if one.kind.exchanged else _save(one, entries))
        except Refusal as refusal:
            place = f"{one.kind.name}/{refusal.details.get('key', one.phrase.key)}"
            raise RefusedLater(Refused(next(iter(entries.values())).line, place, str(refusal.message))) from None
    if taken.wanted:
        codes = sorted({code for entries in taken.wanted.values() for code in entries})
        await record("texts.imported", changes={"texts": [None, taken.changes], "languages": [None, codes]})


def _groups(taken: Taken, held: Sequence[Held]) -> list[list[tuple[Held, dict[str, Entry]]]]:
    """What is saved in one go: a phrase, or all parts of what travels in parts."""
    by_place, groups = {one.place: one for one in held}, dict[str, list[tuple[Held, dict[str, Entry]]]]()
    for place, entries in taken.wanted.items():
        one = by_place[place]
        groups.setdefault(place.partition(".")[0] if one.kind.exchanged else place, []).append((one, entries))
    return list(groups.values())


async def _save_parts(group: Sequence[tuple[Held, dict[str, Entry]]]) -> None:
    one = group[0][0]
    assert one.kind.exchanged, "only what travels in parts has any"
    translations = [
        Translation(part.phrase.key, code, _tidied(entry.target, part.phrase), clean(entry.source))
        for part, entries in group
        for code, entry in entries.items()
    ]
    await one.kind.exchanged.save(one.phrase.key.partition(".")[0], translations)


async def _save(one: Held, entries: dict[str, Entry]) -> None:
    texts: Texts = {
        **one.phrase.texts,
        **{code: _tidied(entry.target, one.phrase) for code, entry in entries.items()},
    }
    if texts != one.phrase.texts:
        await one.kind.save(one.phrase.key, texts)
    await _remember(one, texts, entries)


async def _remember(one: Held, texts: Texts, entries: dict[str, Entry]) -> None:
    """A translation of an older source stays one of that source; one of the present source says what it says."""
    for code, entry in entries.items():
        source = clean(entry.source).strip()
        if source and source != texts[one.source].strip():
            await remember(one.kind.name, one.phrase.key, [code], Origin(one.source, source))
        else:
            await still_right(one.kind.name, one.phrase.key, texts, code)


def _take(taken: Taken, one: Held, entry: Entry, text: str) -> None:
    is_same = text == one.phrase.texts.get(entry.language, "").strip()
    if entry.is_unsure:
        taken.unsure += not is_same
    elif is_same and not (entry.confirms and entry.language in one.late and _says_present(one, entry)):
        taken.same += 1
    else:
        taken.wanted.setdefault(one.place, {})[entry.language] = entry


def _says_present(one: Held, entry: Entry) -> bool:
    """Whether the file was made from what the source says now."""
    return entry.source.strip() == one.phrase.texts[one.source].strip()


def _refusal(entry: Entry, one: Held | None, languages: Sequence[str], times: int) -> str:
    return next(_reasons(entry, one, languages, times), "")


def _reasons(entry: Entry, one: Held | None, languages: Sequence[str], times: int) -> Iterator[str]:
    if one is None:
        yield _("There is no such text here.")
        return
    if entry.language not in languages:
        yield _("This language is not switched on.")
    if times > 1:
        yield _("This text stands in the file more than once.")
    text = _tidied(entry.target, one.phrase)
    if not text or entry.is_unsure or text == one.phrase.texts.get(entry.language, ""):
        return
    if entry.language == one.source:
        yield _("The others are translated from this text. Change it where it is used.")
    if len(text) > one.phrase.limit:
        yield too_long(one.phrase.limit)
    yield from faults_of(text, entry.language, one)


def faults_of(text: str, language: str, one: Held) -> Iterator[str]:
    """What must not be in a text that comes from outside, or must not be lost from it."""
    source = one.phrase.texts[one.source]
    if is_runnable(text, source=source if one.kind.exchanged else ""):
        yield _("Scripts and other code have no place in a text.")
    if one.kind.exchanged:
        yield from one.kind.exchanged.faults(text, source)
        return
    for fault in faults_in(text, language, source=source, phrase=one.phrase):
        if fault.what in ("placeholder", "plural"):
            yield fault.sentence


def _tidied(text: str, phrase: Phrase) -> str:
    return tidy(clean(text), phrase.shape == "line")
