"""Occasions: the mails to customers that a tenant may word, each declared by the slice that sends it.

Our own text of an occasion is written once, by `ours()`, with placeholders where values will stand, so that it is shown,
compared and filled in like a tenant's.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from i18n import LazyText, speaking
from i18n.isolates import CLOSE, OPEN, RIGHT_TO_LEFT_MARK
from polydesk.kernel.mail import Letter
from polydesk.kernel.refusals import NotFound
from polydesk.mail_texts.words import Part, Words

# A text is what a placeholder says, None that nobody knows; a Markup stands in a paragraph of its own.
Values = Mapping[str, str | Markup | None]

_NO_MARKS = str.maketrans("", "", OPEN + CLOSE + RIGHT_TO_LEFT_MARK)


@dataclass(frozen=True)
class Example:
    """What a mail would say on a ticket: its frame (button, quotes, footnote) without words, and the values."""

    frame: Letter
    values: Values
    number: int | None


@dataclass(frozen=True)
class Occasion:
    """`sent` tells when it is sent. `blocks` are variables that stand in a paragraph of their own and must not be missing,
    `may_be_empty` those that say nothing at times; both stand in the text alone.

    `example(number)` is asked in the language of the mail; without a number it is the newest ticket. Raises NotFound.
    """

    name: str
    place: int
    title: LazyText
    sent: LazyText
    variables: Mapping[str, LazyText]
    ours: Callable[[], Words]
    example: Callable[[int | None], Awaitable[Example]]
    blocks: frozenset[str] = frozenset()
    may_be_empty: frozenset[str] = frozenset()

    def allowed_in(self, part: Part) -> frozenset[str]:
        """No mail leaves with an empty subject, and none with a whole answer in it."""
        everywhere = frozenset(self.variables)
        return everywhere if part == "body" else everywhere - self.blocks - self.may_be_empty


_occasions: dict[str, Occasion] = {}


def declare(one: Occasion) -> Occasion:
    _occasions[one.name] = one
    return one


def occasions() -> list[Occasion]:
    """In the order in which a customer meets them."""
    return sorted(_occasions.values(), key=lambda one: one.place)


def occasion(name: str) -> Occasion:
    """Raises NotFound."""
    if name not in _occasions:
        raise NotFound
    return _occasions[name]


def our_words(one: Occasion, language: str) -> Words:
    """Ours in this language, without the marks that sentences of right-to-left languages bring: values get their own."""
    with speaking(language):
        ours = one.ours()
    return Words(*(text.translate(_NO_MARKS) for text in (ours.subject, ours.heading, ours.body)))
