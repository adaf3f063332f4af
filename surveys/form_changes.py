"""What differs between two versions of a form, text by text and setting by setting, for whoever looks back."""

from collections.abc import Iterator
from dataclasses import dataclass

from i18n import LazyText, _, lazy
from i18n.formats import language_name, list_of, number
from polydesk.kernel.comparing import Piece, difference
from surveys import scale
from surveys.form_content import Content
from surveys.form_texts import texts_in

PARTS: dict[str, LazyText] = {
    "question": lazy("Question"),
    "low": lazy("Lower end of the scale"),
    "high": lazy("Upper end of the scale"),
    "reason": lazy("Reason"),
    "comment": lazy("Question about the comment"),
    "more": lazy("One more question"),
}
COMMENTS: dict[str, LazyText] = {
    "none": lazy("No comment"),
    "optional": lazy("Comment, optional"),
    "required": lazy("Comment, required"),
}


@dataclass(frozen=True)
class Change:
    """`what` changed; `language` where it is a text."""

    what: str
    pieces: list[Piece]
    language: str = ""


def changes(before: Content, after: Content) -> list[Change]:
    return [*_settings(before, after), *_texts(before, after)]


def _settings(before: Content, after: Content) -> Iterator[Change]:
    pairs = (
        (_("Scale"), _scale(before), _scale(after)),
        (_("Comment"), str(COMMENTS[before.comment]), str(COMMENTS[after.comment])),
        (_("Reasons for each score"), _reasons(before), _reasons(after)),
        (_("More questions"), _questions(before), _questions(after)),
        (_("Anonymous answers"), _yes_or_no(before.anonymous), _yes_or_no(after.anonymous)),
    )
    for what, was, is_now in pairs:
        if was != is_now:
            yield Change(what, difference(was, is_now))


def _texts(before: Content, after: Content) -> Iterator[Change]:
    was = {part: texts for part, texts, _limit in texts_in(before)}
    is_now = {part: texts for part, texts, _limit in texts_in(after)}
    for part in {**is_now, **was}:
        old, new = was.get(part, {}), is_now.get(part, {})
        for language in sorted({*old, *new}):
            if old.get(language, "") != new.get(language, ""):
                name = str(PARTS[part.partition(".")[0]])
                pieces = difference(old.get(language, ""), new.get(language, ""))
                yield Change(f"{name} · {language_name(language)}", pieces, language)


def _yes_or_no(value: bool) -> str:
    return _("Yes") if value else _("No")


def _scale(content: Content) -> str:
    return f"{scale.KINDS[content.kind]} · {scale.LOOK_NAMES[content.look]} · {number(len(content.scores))}"


def _reasons(content: Content) -> str:
    """Each by its scores, in the order in which they are offered."""
    return "; ".join(list_of([number(score) for score in reason.scores]) for reason in content.reasons)


def _questions(content: Content) -> str:
    return "; ".join(f"{QUESTION_KINDS[one.kind]}{' *' if one.required else ''}" for one in content.questions)


QUESTION_KINDS: dict[str, LazyText] = {
    "choice": lazy("Choice"),
    "scale": lazy("Scale from 1 to 5"),
    "text": lazy("Text"),
}
