"""A phrase in a form: one field for each language, named `name_en`, `name_it`, drawn by the macro `texts_field`."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from i18n import _, ngettext
from i18n.texts import Texts
from polydesk.kernel.lines import one_line
from polydesk.kernel.web.forms import Form


def texts_as_fields(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """For `empty(SomeForm, **texts_as_fields("name", texts))`."""
    return {f"{name}_{language}": text for language, text in texts.items()}


def read_texts(
    form: Form[Any],
    name: str,
    languages: Sequence[str],
    *,
    limit: int,
    before: Mapping[str, str] | None = None,
    required: str = "",
    one_line: bool = True,
) -> Texts:
    """What was typed for each of the languages, said beside the field when it is too long.

    `before` keeps the languages that the form did not show. `required` is the language that must not be empty.
    """
    kept = {language: text for language, text in (before or {}).items() if language not in languages}
    typed = {language: tidy(form.value(f"{name}_{language}"), one_line) for language in languages}
    for language, text in typed.items():
        if len(text) > limit:
            form.fail(f"{name}_{language}", too_long(limit))
    if required and not typed.get(required):
        form.fail(f"{name}_{required}", _("Please fill this in."))
    return {**kept, **{language: text for language, text in typed.items() if text}}


def mark(text: str) -> str:
    """A short name for a text, by which a form says what it was opened with."""
    return blake2b(text.encode(), digest_size=6).hexdigest()


def marks(texts: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """What a page that shows these texts says in its fields `seen_en`, `seen_it`."""
    return {language: mark(texts.get(language, "")) for language in languages}


def give_way(form: Form[Any], name: str, wanted: Texts, present: Mapping[str, str], languages: Sequence[str]) -> Texts:
    """What was typed, where somebody else may have saved since the form was opened: an untouched field gives way, a
    touched one is refused. Without a `name`, `languages` are the names of any fields."""
    found = dict(wanted)
    for language in languages:
        field = f"{name}_{language}" if name else language
        here, there, seen = wanted.get(language, ""), present.get(language, ""), form.value(f"seen_{language}")
        if here == there or not seen or seen == mark(there):
            continue
        if seen == mark(here):
            found[language], form.values[field] = there, [there]
        else:
            said = _("Somebody else has changed this text meanwhile: “%(text)s”") % {"text": there}
            form.fail(field, said)
    return {language: text for language, text in found.items() if text}


def too_long(limit: int) -> str:
    return ngettext("Please enter at most %(n)s character.", "Please enter at most %(n)s characters.", limit) % {
        "n": limit
    }


def tidy(text: str, is_line: bool) -> str:
    return one_line(text) if is_line else text.strip()
