"""The editor's form: a version spread over fields, and back.

Rows have keys: `reasons` lists those of the reasons, `more` those of the further questions, `more_<key>_options` those
of a choice; a row's texts are `reason_<key>_en`, `more_<key>_en`, `option_<key>_<option>_en`. A row in which nothing
is written is none.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast, get_args

import msgspec

from i18n import _
from i18n.texts import Texts
from polydesk.kernel.lines import one_line
from polydesk.kernel.web import Form, empty
from polydesk.kernel.wording import read_texts, too_long
from surveys import scale
from surveys.form_content import (
    LONGEST_QUESTION,
    LONGEST_REASON,
    LONGEST_WORD,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    MOST_REASONS,
    Comment,
    Content,
    Option,
    Question,
    QuestionKind,
    Reason,
)
from surveys.scale import Kind, Look
from surveys.survey_forms import LONGEST_NAME, SurveyForm

MOST_FIELDS = 2000
KEY = re.compile(r"[a-z0-9]{1,12}")


class EditorForm(msgspec.Struct):
    """What has one value; the rows come beside it. `seen` is the revision that was opened."""

    name: str = ""
    seen: int = 0
    category: list[str] = []
    brand: list[str] = []


def filled_form(form: SurveyForm | None, content: Content) -> Form[EditorForm]:
    """What the form asks now."""
    fields = empty(EditorForm, name=form.own_name if form else "", seen=str(form.revision if form else 0))
    fields.values |= _fields(content)
    fields.values["category"] = [str(one) for one in form.category_ids] if form else []
    fields.values["brand"] = [str(one) for one in form.brand_ids] if form else []
    return fields


def read_content(form: Form[Any], languages: Sequence[str], home: str, *, before: Content) -> Content:
    """What is typed, as far as it makes sense; the form says what does not. `before` keeps what it does not show."""
    kind, look, steps = scale_of(form)
    reader = _Reader(form, languages, home)
    return Content(
        kind,
        look,
        steps,
        question=reader.texts("question", LONGEST_QUESTION, before.question),
        low=reader.texts("low", LONGEST_WORD, before.low),
        high=reader.texts("high", LONGEST_WORD, before.high),
        reasons=reader.reasons(scale.scores(kind, steps), before.reasons),
        comment=_one_of(form.value("comment"), get_args(Comment), "optional"),
        comment_label=reader.texts("comment_label", LONGEST_QUESTION, before.comment_label),
        questions=reader.questions(before.questions),
        anonymous=bool(form.value("anonymous")),
    )


def check_name(form: Form[Any], *, is_default: bool) -> str:
    name = one_line(form.value("name"))
    if not name and not is_default:
        form.fail("name", _("Please fill this in."))
    if len(name) > LONGEST_NAME:
        form.fail("name", too_long(LONGEST_NAME))
    return name


def scale_of(form: Form[Any]) -> tuple[Kind, Look, int]:
    """What is chosen; anything else becomes what is proposed."""
    kind = cast(Kind, _one_of(form.value("kind"), tuple(scale.KINDS), "csat"))
    look = cast(Look, _one_of(form.value("look"), scale.LOOKS[kind], scale.LOOKS[kind][0]))
    allowed = scale.STEPS_OF[kind]
    steps = _one_of(form.value(f"{kind}_steps"), tuple(map(str, allowed)), str(allowed[0]))
    return kind, look, int(steps)


def keys_in(form: Form[Any], name: str, most: int) -> list[str]:
    """The keys of some rows, in their order."""
    return list(dict.fromkeys(key for key in form.all_values(name) if KEY.fullmatch(key)))[:most]


class _Reader:
    def __init__(self, form: Form[Any], languages: Sequence[str], home: str) -> None:
        self.form, self.languages, self.home = form, languages, home

    def texts(self, name: str, limit: int, before: Texts, *, required: bool = False) -> Texts:
        needed = self.home if required else ""
        return read_texts(self.form, name, self.languages, limit=limit, before=before, required=needed)

    def reasons(self, scores: range, before: Iterable[Reason]) -> tuple[Reason, ...]:
        present, found = {reason.key: reason for reason in before}, list[Reason]()
        for key in keys_in(self.form, "reasons", MOST_REASONS):
            name = f"reason_{key}"
            if not self._is_written(name):
                continue
            kept = present[key].texts if key in present else {}
            texts = self.texts(name, LONGEST_REASON, kept, required=True)
            ticked = set(self.form.all_values(f"{name}_scores"))
            chosen = tuple(score for score in scores if str(score) in ticked)
            if not chosen:
                self.form.fail(f"{name}_scores", _("Choose at least one score."))
            found.append(Reason(key, texts, chosen))
        return tuple(found)

    def questions(self, before: Iterable[Question]) -> tuple[Question, ...]:
        present = {question.key: question for question in before}
        keys = keys_in(self.form, "more", MOST_QUESTIONS)
        return tuple(self._question(key, present.get(key)) for key in keys if self._is_question(key))

    def _is_question(self, key: str) -> bool:
        options = keys_in(self.form, f"more_{key}_options", MOST_OPTIONS)
        return self._is_written(f"more_{key}") or any(self._is_written(f"option_{key}_{one}") for one in options)

    def _question(self, key: str, before: Question | None) -> Question:
        was, name = before or Question(key, "text", {}), f"more_{key}"
        kind = cast(QuestionKind, _one_of(self.form.value(f"{name}_kind"), get_args(QuestionKind), "choice"))
        is_scale = kind == "scale"
        return Question(
            key,
            kind,
            self.texts(name, LONGEST_QUESTION, was.texts, required=True),
            required=bool(self.form.value(f"{name}_required")),
            options=self._options(key, was) if kind == "choice" else (),
            low=self.texts(f"{name}_low", LONGEST_WORD, was.low) if is_scale else {},
            high=self.texts(f"{name}_high", LONGEST_WORD, was.high) if is_scale else {},
        )

    def _options(self, key: str, before: Question) -> tuple[Option, ...]:
        present, found = {option.key: option.texts for option in before.options}, list[Option]()
        for one in keys_in(self.form, f"more_{key}_options", MOST_OPTIONS):
            name = f"option_{key}_{one}"
            if self._is_written(name):
                found.append(Option(one, self.texts(name, LONGEST_REASON, present.get(one, {}), required=True)))
        if len(found) < 2:
            self.form.fail(f"more_{key}_kind", _("A choice needs at least two options."))
        return tuple(found)

    def _is_written(self, name: str) -> bool:
        return any(self.form.value(f"{name}_{language}").strip() for language in self.languages)


def _fields(content: Content) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {
        "kind": [content.kind],
        "look": [content.look],
        f"{content.kind}_steps": [str(content.steps)],
        "comment": [content.comment],
        "anonymous": ["yes" if content.anonymous else ""],
        "reasons": [reason.key for reason in content.reasons],
        "more": [question.key for question in content.questions],
    }
    for name, texts in _named_texts(content):
        fields |= {f"{name}_{language}": [text] for language, text in texts.items()}
    for reason in content.reasons:
        fields[f"reason_{reason.key}_scores"] = [str(score) for score in reason.scores]
    for question in content.questions:
        name = f"more_{question.key}"
        fields |= {f"{name}_kind": [question.kind], f"{name}_required": ["yes" if question.required else ""]}
        fields[f"{name}_options"] = [option.key for option in question.options]
    return fields


def _named_texts(content: Content) -> Iterable[tuple[str, Texts]]:
    yield from (("question", content.question), ("low", content.low), ("high", content.high))
    yield "comment_label", content.comment_label
    yield from ((f"reason_{reason.key}", reason.texts) for reason in content.reasons)
    for one in content.questions:
        name = f"more_{one.key}"
        yield from ((name, one.texts), (f"{name}_low", one.low), (f"{name}_high", one.high))
        yield from ((f"option_{one.key}_{option.key}", option.texts) for option in one.options)


def _one_of(typed: str, allowed: Sequence[Any], otherwise: Any) -> Any:
    return typed if typed in allowed else otherwise
