"""What Stripe's clients send: `items[0][price]=…`, in a form's words, as nested dicts. Lists stay dicts of numbers here."""

import re
from collections.abc import Iterable
from typing import Any


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`[("a[b][0]", "1"), ("a[c]", "2")]` becomes `{"a": {"b": {"0": "1"}, "c": "2"}}`."""
    tree: dict[str, Any] = {}
    for name, value in pairs:
        first, *rest = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name)
        place, key = tree, first
        for step in rest:
            inner = place.setdefault(key, {})
            if not isinstance(inner, dict):
                inner = place[key] = {}
            place, key = inner, step if step else str(len(inner))
        place[key] = value
    return tree
