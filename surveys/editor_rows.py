"""Rows of the editor that come and go before anything is published: reasons, further questions, options of a choice.

`do` says what: `reason`, `more`, `option:<question>` adds one, with `-` in front and the key behind it takes it away.
"""

import re
from collections.abc import Iterable
from typing import Any

from polydesk.kernel.ids import new_id
from polydesk.kernel.web import Form
from surveys import scale
from surveys.editor_form import KEY, keys_in, scale_of
from surveys.form_content import MOST_OPTIONS, MOST_QUESTIONS, MOST_REASONS
from surveys.scale import Kind

_ROW = re.compile(r"-?(reason|more|option)[_:]([a-z0-9]{1,12})")


def rearrange(form: Form[Any], do: str) -> None:
    """Adds or takes away a row of what is typed. What nobody could have asked for does nothing."""
    match do.split(":"):
        case ["reason"]:
            _add(form, "reasons", MOST_REASONS)
        case ["more"]:
            if key := _add(form, "more", MOST_QUESTIONS):
                form.values[f"more_{key}_options"] = [_key(), _key()]
        case ["option", question] if KEY.fullmatch(question):
            _add(form, f"more_{question}_options", MOST_OPTIONS)
        case ["-reason", key]:
            _drop(form, "reasons", key)
        case ["-more", key]:
            _drop(form, "more", key)
        case ["-option", question, key]:
            _drop(form, f"more_{question}_options", key)


def carry_scores_over(form: Form[Any]) -> None:
    """Another scale was chosen than the one that the reasons were ticked on: they keep what they mean.

    `scored_on` says which it was, for example `csat-5`; afterwards it says the present one.
    """
    kind, _look, steps = scale_of(form)
    was, _dash, count = form.value("scored_on").partition("-")
    present = f"{kind}-{steps}"
    if was in scale.KINDS and count in map(str, scale.STEPS_OF[was]) and form.value("scored_on") != present:
        for key in keys_in(form, "reasons", MOST_REASONS):
            name = f"reason_{key}_scores"
            form.values[name] = _moved(form.all_values(name), was, int(count), kind, steps)
    form.values["scored_on"] = [present]


def rows_in(names: Iterable[str]) -> set[str]:
    """The rows that these fields, or wishes to add or take away something, are about: those stay open."""
    found = (_ROW.match(name) for name in names)
    return {f"{'more' if one[1] == 'option' else one[1]}_{one[2]}" for one in found if one}


def _moved(ticked: list[str], was: Kind, had: int, kind: Kind, steps: int) -> list[str]:
    """The scores of the new scale that lie where ticked ones of the old one lay."""
    old = {scale.fifth(was, had, score) for score in scale.scores(was, had) if str(score) in ticked}
    new = {score: scale.fifth(kind, steps, score) for score in scale.scores(kind, steps)}
    near = {min(new.values(), key=lambda fifth: abs(fifth - wanted)) for wanted in old}
    return [str(score) for score, fifth in new.items() if fifth in near]


def _add(form: Form[Any], name: str, most: int) -> str:
    keys = keys_in(form, name, most)
    if len(keys) >= most:
        return ""
    form.values[name] = [*keys, made := _key()]
    return made


def _drop(form: Form[Any], name: str, key: str) -> None:
    form.values[name] = [one for one in form.all_values(name) if one != key]


def _key() -> str:
    return new_id().hex[-8:]
