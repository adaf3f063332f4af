"""What a form asks: the scale, its words, the reasons to tick, the comment and up to three more questions.

This is what a version keeps and never changes. A text that is empty means ours, in the customer's language; reasons,
questions and options have keys of their own, so that an answer finds them whatever they are called later.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from i18n.texts import Texts
from surveys.scale import Kind, Look, scores

MOST_REASONS = 12
MOST_QUESTIONS = 3
MOST_OPTIONS = 8
LONGEST_QUESTION = 140
LONGEST_WORD = 40
LONGEST_REASON = 80

QuestionKind = Literal["choice", "scale", "text"]
Comment = Literal["none", "optional", "required"]
Key = Annotated[str, Meta(pattern=r"^[a-z0-9]{1,12}$")]


class Option(msgspec.Struct, frozen=True):
    key: Key
    texts: Texts


class Reason(msgspec.Struct, frozen=True):
    """`scores` are those that it is offered for."""

    key: Key
    texts: Texts
    scores: tuple[int, ...]


class Question(msgspec.Struct, frozen=True):
    """One more question: `options` of a choice, `steps` of a scale with words of its ends."""

    key: Key
    kind: QuestionKind
    texts: Texts
    required: bool = False
    options: tuple[Option, ...] = ()
    steps: int = 5
    low: Texts = {}
    high: Texts = {}


class Content(msgspec.Struct, frozen=True):
    """`low` and `high` are the words of the two ends of the scale."""

    kind: Kind = "csat"
    look: Look = "faces"
    steps: int = 5
    question: Texts = {}
    low: Texts = {}
    high: Texts = {}
    reasons: tuple[Reason, ...] = ()
    comment: Comment = "optional"
    comment_label: Texts = {}
    questions: tuple[Question, ...] = ()
    anonymous: bool = False

    @property
    def scores(self) -> range:
        return scores(self.kind, self.steps)

    def reasons_for(self, score: int) -> list[str]:
        return [reason.key for reason in self.reasons if score in reason.scores]


def content_of(kept: object) -> Content:
    return msgspec.convert(kept, Content)
