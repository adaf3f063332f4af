"""`python -m i18n extract | update | compile | readme | check | stats | add <language>`: catalogues from the sources."""

import sys
from collections.abc import Callable

from i18n import check, lint, po, readme
from i18n.catalog import LOCALES, translated_languages
from i18n.locales import UnknownTag, endonym, parse_tag
from i18n.sources import Unreadable, fresh_template


def main(arguments: list[str]) -> int:
    try:
        if arguments[:1] == ["add"] and len(arguments) == 2:
            return add(arguments[1])
        if arguments and all(name in COMMANDS for name in arguments):
            return max([COMMANDS[name]() for name in arguments])
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


def extract() -> int:
    """The sentences of the sources → messages.pot."""
    po.write_template(fresh_template())
    return 0


def update() -> int:
    """Each language gets the sentences of today; new ones are empty and wait for a translator."""
    fresh = fresh_template()
    for language in translated_languages():
        po.update(language, fresh)
    return 0


def compile_catalogues() -> int:
    po.compile_all(translated_languages())
    return 0


def check_all() -> int:
    """Everything that is wrong, one fault a line; 1 if there is any."""
    catalogues = po.read_all()
    found = [*lint.faults(), *check.faults(fresh_template(), catalogues), *readme.faults(catalogues)]
    for fault in found:
        print(fault)
    print(f"{len(found)} faults" if found else "The catalogues are complete and every sentence goes through them.")
    return 1 if found else 0


def write_readme() -> int:
    readme.write(po.read_all())
    return 0


def stats() -> int:
    """How much of the product each language says."""
    for language, catalogue in po.read_all().items():
        done, total = readme.completeness(catalogue)
        print(f"{language:8} {endonym(language):24} {done}/{total} sentences ({done / total if total else 1:.0%})")
    return 0


def add(tag: str) -> int:
    """A new language: its empty catalogue."""
    try:
        language = parse_tag(tag)
    except UnknownTag as error:
        print(error, file=sys.stderr)
        return 2
    po.update(language, fresh_template(), LOCALES)
    return 0


COMMANDS: dict[str, Callable[[], int]] = {
    "extract": extract,
    "update": update,
    "compile": compile_catalogues,
    "readme": write_readme,
    "check": check_all,
    "stats": stats,
}

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
