"""Composing: the words of an occasion, filled in, around the frame of a letter.

In the recipient's language always: where the tenant has not written a part in it, ours in that language is said, never
the tenant's words in another one (decision 0017). Where a value is unknown our text goes out instead, so that no mail is
lost and none leaves with a gap.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from markupsafe import Markup

from i18n.isolates import CLOSE, OPEN
from i18n.locales import direction
from i18n.placeholders import Unresolved, fill
from polydesk.kernel.mail import Letter
from polydesk.mail_texts import misses
from polydesk.mail_texts.occasions import Occasion, Values, our_words
from polydesk.mail_texts.versions import newest
from polydesk.mail_texts.words import Words, paragraphs_of, stands_alone


async def worded(one: Occasion, frame: Letter, values: Values, *, language: str, ticket: int | None = None) -> Letter:
    """The letter to send. `ticket` is the number by which admins are told when ours had to go out."""
    ours = our_words(one, language)
    own = await newest(one.name, language)
    if own.words:
        try:
            return filled(one, frame, own.words.over(ours), values, language)
        except Unresolved as problem:
            await misses.remember(own, problem.names[0], ticket=ticket)
    return filled(one, frame, ours, values, language)


def filled(one: Occasion, frame: Letter, words: Words, values: Values, language: str) -> Letter:
    """Nothing but the occasion's own variables is ever said. Raises Unresolved, which names what has no value."""
    known = {name: values.get(name) for name in one.variables}
    blocks = {name: value for name, value in known.items() if isinstance(value, Markup)}
    said = {name: _isolated(value, language) for name, value in known.items() if name not in blocks}
    return replace(
        frame,
        subject=fill(words.subject, said, language),
        heading=fill(words.heading, said, language),
        paragraphs=tuple(_paragraphs(words.body, said, blocks, language)),
    )


def _paragraphs(
    body: str, said: Mapping[str, str | None], blocks: Mapping[str, Markup], language: str
) -> Iterator[str | Markup]:
    """One that says nothing (no promise was made, say) is left out."""
    for paragraph in paragraphs_of(body):
        if block := blocks.get(stands_alone(paragraph)):
            yield block
        elif text := fill(paragraph, said, language).strip():
            yield text


def _isolated(value: str | None, language: str) -> str | None:
    """A name or number in a right-to-left sentence keeps its own direction, as in our sentences."""
    return f"{OPEN}{value}{CLOSE}" if value and direction(language) == "rtl" else value
