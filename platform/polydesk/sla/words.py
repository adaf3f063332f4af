"""The words for promises: kinds, outcomes and causes, as lazy texts by their codes."""

from i18n import LazyText, lazy

METRIC_NAMES: dict[str, LazyText] = {
    "first_response": lazy("First response"),
    "next_response": lazy("Next response"),
    "resolution": lazy("Resolution"),
}

BREACH_CAUSES: dict[str, LazyText] = {
    "time": lazy("The time ran out"),
    "retarget": lazy("A change of the ticket made it due at once"),
}
