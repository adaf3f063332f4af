"""The words for promises: kinds, outcomes and causes, as lazy texts by their codes."""

from i18n import LazyText, lazy, lazy_in

METRIC_NAMES: dict[str, LazyText] = {
    "first_response": lazy("First response"),
    "next_response": lazy("Next response"),
    "update": lazy("Next update"),
    "resolution": lazy("Resolution"),
}

BREACH_CAUSES: dict[str, LazyText] = {
    "time": lazy("The time ran out"),
    "retarget": lazy("A change of the ticket made it due at once"),
    "corrected": lazy("Support hours of the past were corrected"),
    "merged": lazy("A merged ticket had been waiting for longer"),
    "spam": lazy("It had been taken for spam meanwhile"),
}

# Why nothing counted, of a stretch that was paused; the middle of "Paused: …".
WAITS: dict[str, LazyText] = {
    "waiting_customer": lazy_in("pause", "waiting for the customer"),
    "waiting_third_party": lazy_in("pause", "waiting for others"),
    "resolved": lazy_in("pause", "the ticket was resolved"),
    "closed": lazy_in("pause", "the ticket was closed"),
    "spam": lazy_in("pause", "the ticket was taken for spam"),
    "merged": lazy_in("pause", "the ticket was merged into another one"),
    "unmerged": lazy_in("pause", "the question stood in another ticket"),
    "no_target": lazy_in("pause", "the policy promised nothing of this kind"),
    "policy_withdrawn": lazy_in("pause", "the policy was switched off"),
}

# Why a promise was called off.
ENDS: dict[str, LazyText] = {
    "resolved_by_customer": lazy("The customer said that it is resolved"),
    "closed_by_customer": lazy("The customer closed the ticket"),
    "resolved_by_automation": lazy("The ticket was resolved without anybody answering"),
    "closed_by_automation": lazy("The ticket was closed without anybody answering"),
    "spam": lazy("The ticket was taken for spam"),
    "merged": lazy("The ticket was merged into another one"),
    "unmerged": lazy("The question went with the ticket that stands by itself again"),
    "no_target": lazy("What holds for the ticket now promises nothing of this kind"),
    "policy_withdrawn": lazy("The policy was switched off"),
}
