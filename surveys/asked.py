"""A version as its reader sees it: every text in the language of the moment, ours where the company has none."""

from collections.abc import Mapping
from dataclasses import dataclass

from i18n import LazyText, _
from i18n.formats import list_of, number
from polydesk.kernel.wording import say
from surveys import scale
from surveys.form_content import Comment, Content, Question, QuestionKind
from surveys.form_version import FormVersion
from surveys.survey_forms import KIND
from tenants.here import home_language


@dataclass(frozen=True)
class Step:
    """`sign` is what it looks like: the name of an icon, or a number; `shows_word` where there is room for it."""

    score: int
    word: str
    sign: str
    shows_word: bool = True
    fifth: int = 0


@dataclass(frozen=True)
class ReasonGroup:
    """Reasons that are offered for the same scores; `name` says which, to those who see all groups at once."""

    scores: tuple[int, ...]
    name: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AskedQuestion:
    """`name` is the field's; `options` are values and words, `steps` those of a scale."""

    key: str
    kind: QuestionKind
    text: str
    required: bool
    options: tuple[tuple[str, str], ...] = ()
    steps: tuple[Step, ...] = ()
    low: str = ""
    high: str = ""

    @property
    def name(self) -> str:
        return f"more_{self.key}"


@dataclass(frozen=True)
class Asked:
    version: FormVersion
    question: str
    steps: tuple[Step, ...]
    low: str
    high: str
    groups: tuple[ReasonGroup, ...]
    comment: Comment
    comment_label: str
    questions: tuple[AskedQuestion, ...]
    whys: tuple[tuple[LazyText, tuple[int, ...]], ...]

    @property
    def look(self) -> str:
        return self.version.look

    @property
    def scores_with_reasons(self) -> list[int]:
        return [step.score for step in self.steps if self.version.content.reasons_for(step.score)]

    def step(self, score: int) -> Step:
        """Also one that is off the scale is shown, as the number that it is."""
        return next((step for step in self.steps if step.score == score), Step(score, "", number(score), False))


def asked(version: FormVersion, *, company: str) -> Asked:
    """In the language of the moment; `company` is how our own questions call it."""
    say_ = _Sayer(f"{version.form_id}.")
    content = version.content
    steps = _steps(content, low=say_("low", content.low), high=say_("high", content.high))
    return Asked(
        version,
        say_("question", content.question) or our_question(content, company),
        steps,
        steps[0].word,
        steps[-1].word,
        _groups(content, steps, say_),
        content.comment,
        say_("comment", content.comment_label),
        tuple(_question(one, say_) for one in content.questions),
        _whys(content),
    )


def our_question(content: Content, company: str) -> str:
    return {
        "csat": _("How did we do?"),
        "thumbs": _("Did we help you?"),
        "ces": _("%(company)s made it easy for me to get help.") % {"company": company},
        "nps": _("How likely are you to recommend %(company)s to others?") % {"company": company},
    }[content.kind]


class _Sayer:
    """Says the texts of one form, and lets gaps that a customer met be counted under their keys."""

    def __init__(self, form: str) -> None:
        self._form = form

    def __call__(self, part: str, texts: Mapping[str, str]) -> str:
        return say(KIND, self._form + part, texts, home_language()) if texts else ""


def _steps(content: Content, *, low: str, high: str) -> tuple[Step, ...]:
    words = _all_words(content)
    words = (low or words[0], *words[1:-1], high or words[-1])
    is_row_of_numbers = content.look == "numbers"
    return tuple(
        Step(score, word, _sign(content, score), not is_row_of_numbers, scale.fifth(content.kind, content.steps, score))
        for score, word in zip(content.scores, words, strict=True)
    )


def _all_words(content: Content) -> tuple[str, ...]:
    words = tuple(str(word) for word in scale.words(content.kind, content.steps))
    return (words[0], *[""] * (len(content.scores) - 2), words[-1]) if content.kind == "nps" else words


def _sign(content: Content, score: int) -> str:
    if content.look == "faces":
        return scale.FACES[scale.fifth(content.kind, content.steps, score)]
    if content.look == "thumbs":
        return "thumb-up" if score > 1 else "thumb-down"
    return "star-filled" if content.look == "stars" else number(score)


def _groups(content: Content, steps: tuple[Step, ...], say_: _Sayer) -> tuple[ReasonGroup, ...]:
    found: dict[tuple[int, ...], list[tuple[str, str]]] = {}
    for reason in content.reasons:
        text = say_(f"reason.{reason.key}", reason.texts)
        found.setdefault(reason.scores, []).append((reason.key, text))
    names = {step.score: step.word if step.shows_word else step.sign for step in steps}
    return tuple(
        ReasonGroup(scores, list_of([names[score] for score in scores]), tuple(reasons))
        for scores, reasons in found.items()
    )


def _question(one: Question, say_: _Sayer) -> AskedQuestion:
    part = f"more.{one.key}"
    return AskedQuestion(
        one.key,
        one.kind,
        say_(part, one.texts),
        one.required,
        options=tuple((option.key, say_(f"{part}.option.{option.key}", option.texts)) for option in one.options),
        steps=tuple(Step(n, "", number(n), shows_word=False) for n in range(1, one.steps + 1))
        if one.kind == "scale"
        else (),
        low=say_(f"{part}.low", one.low),
        high=say_(f"{part}.high", one.high),
    )


def _whys(content: Content) -> tuple[tuple[LazyText, tuple[int, ...]], ...]:
    """What fits each score, for those who are asked for a comment in our words."""
    found: dict[int, list[int]] = {}
    for score in content.scores:
        found.setdefault(scale.fifth(content.kind, content.steps, score), []).append(score)
    return tuple((scale.ASK_WHY[place], tuple(scores)) for place, scores in found.items())
