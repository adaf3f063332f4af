"""Naming: a holiday or a schedule in the reader's language where it is known, else as its company calls it."""

from collections.abc import Mapping

from i18n import current_locale
from i18n.locales import best


def name_here(names: Mapping[str, str], otherwise: str) -> str:
    near = best(current_locale(), list(names))
    return names[near] if near else otherwise
