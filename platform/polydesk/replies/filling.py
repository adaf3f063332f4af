"""Filling: a canned reply in the customer's language goes into what an agent is writing, and comes out again."""

from collections.abc import Mapping
from dataclasses import dataclass

from i18n.placeholders import fill_known, names_in
from i18n.texts import pick


@dataclass(frozen=True)
class Filled:
    """`is_fallback`: it is not written in the language that was wanted. `missing`: what nobody knows stays as it is."""

    text: str
    language: str
    is_fallback: bool = False
    missing: tuple[str, ...] = ()


def language_of(texts: Mapping[str, str], wanted: str, default: str) -> str:
    """The language of the variant that a reader of `wanted` gets."""
    return pick(texts, wanted, default).language


def filled(texts: Mapping[str, str], wanted: str, default: str, values: Mapping[str, str]) -> Filled:
    """`values` are those of the variant's language."""
    picked = pick(texts, wanted, default)
    text = fill_known(picked.text, values, picked.language)
    missing = sorted(names_in(picked.text) - values.keys())
    return Filled(text, picked.language, picked.is_fallback, tuple(missing))


def put(body: str, text: str, at: int | None = None) -> str:
    """The text in a paragraph of its own, where the caret stands or at the end. `at` counts as browsers do, in UTF-16."""
    if not body.strip():
        return text
    before, after = _cut(body, at)
    lead = before.rstrip("\n ") + "\n\n" if before.strip() else ""
    tail = "\n\n" + after.lstrip("\n ") if after.strip() else ""
    return f"{lead}{text}{tail}"


def exchange(body: str, old: str, new: str) -> str:
    """The variant in place of another, wherever it stands unchanged; else beside what was made of it."""
    return body.replace(old, new, 1) if old and old in body else put(body, new)


def take_out(body: str, text: str) -> str:
    """As it was before, unless somebody has changed the text since: then nothing is lost."""
    if not text or text not in body:
        return body
    before, after = body.split(text, 1)
    return "\n\n".join(part for part in (before.rstrip("\n "), after.lstrip("\n ")) if part)


def _cut(body: str, at: int | None) -> tuple[str, str]:
    if at is None:
        return body, ""
    units = body.encode("utf-16-le", "surrogatepass")
    place = max(0, min(at * 2, len(units)))
    before, after = units[:place].decode("utf-16-le", "ignore"), units[place:].decode("utf-16-le", "ignore")
    return (before, after) if before + after == body else (body, "")
