"""Reading an answer against the version that was asked: nothing off its scale, nothing it did not ask, nothing missing.

A page draws `surveys/_question.html` with `asked` (see asked.py) and the form; fields: `score`, `reason`, `comment`,
`more_<key>`, and `version`, by which a page tells which questions it showed. Reasons of another score than the chosen
one are left out without a word: somebody ticked them before changing their mind.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from i18n import _
from polydesk.kernel.web import Form, empty
from polydesk.kernel.wording import too_long
from surveys.form_content import Content, Question
from surveys.form_version import FormVersion

LONGEST_COMMENT = 5000
LONGEST_TEXT = 2000
MORE = "more_"


class AnswerForm(msgspec.Struct):
    score: int
    reason: list[str] = []
    comment: Annotated[str, Meta(max_length=LONGEST_COMMENT)] = ""
    version: str = ""
    nonce: Annotated[str, Meta(max_length=100)] = ""


class Answer(msgspec.Struct, frozen=True):
    """What is kept: reasons and answers by their keys in the version; `answers` hold an option, a number or a text."""

    score: int
    reasons: tuple[str, ...] = ()
    comment: str = ""
    answers: dict[str, str | int] = {}


def check(form: Form[AnswerForm], version: FormVersion) -> Answer | None:
    """The answer, or None once the form says what is wrong with it."""
    content = version.content
    if form.value("version", str(version.id)) != str(version.id) or _asks_for_more(form, content):
        form.fail("", _("The questions have changed meanwhile. Please look through your answer once more."))
    if form.value("score").strip() not in map(str, content.scores):
        form.fail("score", _("Please choose a rating."))
    if not set(form.all_values("reason")) <= {reason.key for reason in content.reasons}:
        form.fail("reason", _("Please choose one of the options."))
    if content.comment == "required" and not form.value("comment").strip() and not form.error("comment"):
        form.fail("comment", _("Please fill this in."))
    answers = {one.key: given for one in content.questions if (given := _given(form, one)) is not None}
    if not form.ok:
        return None
    ticked = set(form.data.reason) & set(content.reasons_for(form.data.score))
    return Answer(
        form.data.score,
        tuple(reason.key for reason in content.reasons if reason.key in ticked),
        form.data.comment if content.comment != "none" else "",
        answers,
    )


def blank(version: FormVersion, *, score: int | None = None) -> Form[AnswerForm]:
    """`score` is the step that was tapped in the mail; one off the scale is none."""
    return filled(version, {}, score=score)


def filled(version: FormVersion, given: Mapping[str, Any], *, score: int | None = None) -> Form[AnswerForm]:
    """With what was answered before (score, reasons, comment, answers), and the step that was tapped now."""
    chosen = score if score in version.content.scores else given.get("score")
    form = empty(AnswerForm, score="" if chosen is None else str(chosen), comment=given.get("comment", ""))
    form.values["reason"] = list(given.get("reasons", ()))
    form.values |= {f"{MORE}{key}": [str(value)] for key, value in given.get("answers", {}).items()}
    return form


def _asks_for_more(form: Form[AnswerForm], content: Content) -> bool:
    """Whether it brings answers to questions of another version."""
    known = {f"{MORE}{one.key}" for one in content.questions}
    return any(name.startswith(MORE) and name not in known and form.value(name) for name in form.values)


def _given(form: Form[AnswerForm], one: Question) -> str | int | None:
    """What was said to this question; None for nothing, said beside it where there must be something."""
    name = f"{MORE}{one.key}"
    typed = form.value(name).strip()
    if not typed:
        if one.required:
            form.fail(name, _("Please fill this in.") if one.kind == "text" else _("Please choose one of the options."))
        return None
    if one.kind == "text":
        if len(typed) > LONGEST_TEXT:
            form.fail(name, too_long(LONGEST_TEXT))
        return typed
    allowed = [option.key for option in one.options] if one.kind == "choice" else _numbers(one)
    if typed not in allowed:
        form.fail(name, _("Please choose one of the options."))
        return None
    return typed if one.kind == "choice" else int(typed)


def _numbers(one: Question) -> list[str]:
    return [str(n) for n in range(1, one.steps + 1)]
