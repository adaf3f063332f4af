"""Reading and writing the catalogues so that several people's work merges: sorted, no dates, no places, no wrapping."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from i18n.catalog import DOMAIN, LOCALES, translated_languages

TEMPLATE = "messages.pot"


def read_template(locales: Path = LOCALES) -> Catalog:
    with (locales / TEMPLATE).open("rb") as file:
        return read_po(file, domain=DOMAIN)


def read(language: str, locales: Path = LOCALES) -> Catalog:
    with source_of(language, locales).open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"), domain=DOMAIN)


def read_all(locales: Path = LOCALES) -> dict[str, Catalog]:
    return {language: read(language, locales) for language in translated_languages(locales)}


def write_template(fresh: Catalog, locales: Path = LOCALES) -> None:
    _write(locales / TEMPLATE, template_text(fresh))


def template_text(fresh: Catalog) -> bytes:
    return header({}) + _body(fresh)


def update(language: str, fresh: Catalog, locales: Path = LOCALES) -> None:
    """The catalogue with exactly the sentences of today; what was translated stays, what is gone goes (git has it)."""
    path = source_of(language, locales)
    known = read(language, locales) if path.is_file() else Catalog(locale=language.replace("-", "_"))
    _write(path, _translated_text(language, _renewed(known, fresh)))


def compile_all(languages: tuple[str, ...], locales: Path = LOCALES) -> None:
    for language in languages:
        compiled = BytesIO()
        write_mo(compiled, read(language, locales))
        path = source_of(language, locales).with_suffix(".mo")
        _write(path, compiled.getvalue())
        path.touch()  # as young as its source, so that it is used


def source_of(language: str, locales: Path = LOCALES) -> Path:
    return locales / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def plural_count(language: str) -> int:
    return int(get_plural(language.replace("-", "_")).num_plurals)


def key(message: Message) -> tuple[str, str]:
    """What makes two messages the same one: the context and the (singular) sentence."""
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    """The translation: one form, or one for each plural of the language."""
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


def _renewed(known: Catalog, fresh: Catalog) -> Catalog:
    old = {key(message): message for message in known if message.id}
    new = Catalog(locale=known.locale)
    for message in fresh:
        if not message.id:
            continue
        before = old.get(key(message))
        new.add(
            message.id,
            _fitting(before, message) if before else "",
            flags=(before.flags & {"fuzzy"}) if before else (),
            auto_comments=message.auto_comments,
            user_comments=before.user_comments if before else (),
            context=message.context,
        )
    return new


def _fitting(before: Message, message: Message) -> str | tuple[str, ...]:
    """A translation is kept as long as it has the shape its message needs now."""
    if message.pluralizable:
        return forms(before) if before.pluralizable else ""
    return forms(before)[0]


def _translated_text(language: str, catalog: Catalog) -> bytes:
    plurals = get_plural(language.replace("-", "_")).plural_forms
    return header({"Language": language, "Plural-Forms": plurals}) + _body(catalog)


def header(extra: dict[str, str]) -> bytes:
    fields = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        **extra,
    }
    lines = [f'"{name}: {value}\\n"' for name, value in fields.items()]
    return "\n".join(['msgid ""', 'msgstr ""', *lines, "", ""]).encode()


def _body(catalog: Catalog) -> bytes:
    body = BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return body.getvalue()


def _write(path: Path, content: bytes) -> None:
    """At once or not at all, and only when something changed: a running server may be reading it."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(path.suffix + ".new")
    half.write_bytes(content)
    half.replace(path)
