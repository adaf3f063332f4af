"""Kinds and phrases: a phrase is one text of a tenant in its languages, a kind is a shelf of them that a slice answers for."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from i18n import LazyText
from i18n.texts import Texts
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import NotFound

Shape = Literal["line", "text", "markdown"]


@dataclass(frozen=True)
class Phrase:
    """`key` is its own within the kind and stands in addresses: letters, digits, `.`, `_`, `-`.

    `name` is what people call it. `variables` are the placeholders that may stand in it. `source` names the language
    it was written in first, where that is not the tenant's default; `outdated` the languages that are behind, where
    the slice knows that better than `sources.py` (articles have revisions).
    """

    key: str
    name: str
    texts: Texts
    edited_at: str = ""
    limit: int = 200
    shape: Shape = "line"
    button: bool = False
    variables: frozenset[str] = frozenset()
    source: str = ""
    outdated: frozenset[str] | None = None


@dataclass(frozen=True)
class Translation:
    """A text from outside; `source` is what it was made from, empty where nobody says."""

    key: str
    language: str
    text: str
    source: str


@dataclass(frozen=True)
class Exchanged:
    """How a kind with an editor of its own travels to translators: as parts with keys `<id>.<part>`.

    `faults(text, source)` says what got lost on the way, `save(id, translations)` keeps all that came for one id; it
    raises a Refusal, with `key=` for another part than those that came.
    """

    phrases: Callable[[], Awaitable[list[Phrase]]]
    faults: Callable[[str, str], Iterable[str]]
    save: Callable[[str, Sequence[Translation]], Awaitable[None]]


@dataclass(frozen=True)
class Kind:
    """`save` writes all languages of one phrase, through the same verb as the slice's own form; raises NotFound.

    `seen_by_customers`: gaps in it come before those that agents alone see. `has_own_editor`: its phrases are written
    on the page that they name (`edited_at`), not side by side; `exchanged` is how those travel, if they do.
    """

    name: str
    title: LazyText
    phrases: Callable[[], Awaitable[list[Phrase]]]
    save: Callable[[str, Texts], Awaitable[None]]
    seen_by_customers: bool = True
    has_own_editor: bool = False
    exchanged: Exchanged | None = None


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    _kinds[kind.name] = kind
    return kind


def kinds() -> list[Kind]:
    """Those that customers see first, then in the order in which they were declared."""
    return sorted(_kinds.values(), key=lambda kind: not kind.seen_by_customers)


def find(name: str) -> Kind | None:
    return _kinds.get(name)


def id_of(key: str) -> UUID:
    """For kinds whose keys are ids; raises NotFound."""
    found = to_id(key)
    if found is None:
        raise NotFound
    return found
