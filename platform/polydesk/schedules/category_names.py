"""What the kinds of holidays are called that the library tells apart."""

from collections.abc import Iterable

from i18n import LazyText, lazy

NAMES: dict[str, LazyText] = {
    "public": lazy("Public holidays"),
    "government": lazy("Days off in public offices"),
    "bank": lazy("Bank holidays"),
    "school": lazy("School holidays"),
    "half_day": lazy("Half days"),
    "optional": lazy("Optional holidays"),
    "unofficial": lazy("Customary days"),
    "workday": lazy("Days of note that are worked"),
    "armed_forces": lazy("Days of the armed forces"),
    "catholic": lazy("Catholic holidays"),
    "orthodox": lazy("Orthodox holidays"),
    "christian": lazy("Christian holidays"),
    "islamic": lazy("Islamic holidays"),
    "hebrew": lazy("Jewish holidays"),
    "hindu": lazy("Hindu holidays"),
    "buddhist": lazy("Buddhist holidays"),
    "chinese": lazy("Chinese holidays"),
}


def named_categories(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Public ones first; what has no name here is shown as the library calls it."""
    ordered = sorted(codes, key=lambda code: (code != "public", list(NAMES).index(code) if code in NAMES else 99))
    return [(code, str(NAMES.get(code, code.replace("_", " ")))) for code in ordered]
