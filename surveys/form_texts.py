"""The texts of a form by their part: `question`, `low`, `reason.<key>`, `more.<key>.option.<key>`, …

So the editor, the coverage of languages, and files for translators name each text the same way, in every version.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from msgspec.structs import replace

from i18n.texts import Texts
from polydesk.kernel.refusals import NotFound
from surveys.form_content import (
    LONGEST_QUESTION,
    LONGEST_REASON,
    LONGEST_WORD,
    Content,
    Option,
    Question,
    Reason,
)

Keyed = TypeVar("Keyed", Reason, Question, Option)


def texts_in(content: Content) -> Iterator[tuple[str, Texts, int]]:
    """Each text: its part, what is written, and how long it may be."""
    yield "question", content.question, LONGEST_QUESTION
    yield "low", content.low, LONGEST_WORD
    yield "high", content.high, LONGEST_WORD
    for reason in content.reasons:
        yield f"reason.{reason.key}", reason.texts, LONGEST_REASON
    if content.comment != "none":
        yield "comment", content.comment_label, LONGEST_QUESTION
    for question in content.questions:
        yield f"more.{question.key}", question.texts, LONGEST_QUESTION
        for option in question.options:
            yield f"more.{question.key}.option.{option.key}", option.texts, LONGEST_REASON
        if question.kind == "scale":
            yield f"more.{question.key}.low", question.low, LONGEST_WORD
            yield f"more.{question.key}.high", question.high, LONGEST_WORD


def with_text(content: Content, part: str, texts: Texts) -> Content:
    """The same form with this text. Raises NotFound for a part that it has not."""
    if part not in {known for known, _texts, _limit in texts_in(content)}:
        raise NotFound
    match part.split("."):
        case ["comment"]:
            return replace(content, comment_label=texts)
        case [field]:
            return replace(content, **{field: texts})
        case ["reason", key]:
            return replace(content, reasons=_swapped(content.reasons, key, texts=texts))
        case ["more", key]:
            return replace(content, questions=_swapped(content.questions, key, texts=texts))
        case ["more", key, field]:
            return replace(content, questions=_swapped(content.questions, key, **{field: texts}))
        case ["more", key, _option, option]:
            (asked,) = (one for one in content.questions if one.key == key)
            options = _swapped(asked.options, option, texts=texts)
            return replace(content, questions=_swapped(content.questions, key, options=options))
    raise NotFound


def _swapped(rows: Sequence[Keyed], key: str, **fields: object) -> tuple[Keyed, ...]:
    return tuple(replace(row, **fields) if row.key == key else row for row in rows)
