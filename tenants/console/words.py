"""The statuses and plans of tenants in words."""

from i18n import LazyText, lazy, lazy_in

STATUSES: dict[str, LazyText] = {
    "trial": lazy_in("tenant", "Trial"),
    "active": lazy_in("tenant", "Active"),
    "past_due": lazy_in("tenant", "Payment due"),
    "read_only": lazy_in("tenant", "Read only"),
    "suspended": lazy_in("tenant", "Suspended"),
    "closed": lazy_in("tenant", "Closed"),
}

PLANS: dict[str, LazyText | str] = {
    "trial": lazy("Trial"),
    "free": lazy_in("plan", "Free"),
    "team": "Team",
    "business": "Business",
}
