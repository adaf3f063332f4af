"""Roles as data: what each role of a tenant may do. Guards, templates and policies ask by permission, never by role."""

from i18n import LazyText, lazy

LIGHT = frozenset({"desk.enter", "tickets.read", "tickets.note", "customers.read", "faq.read", "members.read"})
AGENT = LIGHT | {
    *("tickets.reply", "tickets.assign", "tickets.change", "tickets.create", "tickets.spam", "customers.write"),
    *("faq.write", "views.share", "replies.share"),
}
ADMIN = AGENT | {
    *("admin.enter", "faq.publish", "members.manage", "settings.manage", "brand.manage", "audit.read", "reports.read"),
    "sla.excuse",
}
BILLING = frozenset({"desk.enter", "admin.enter", "members.read", "billing.manage"})
# Whoever decides how people sign in decides who is who, owners included.
OWNER = ADMIN | BILLING | {"owners.manage", "sso.manage", "tenant.close"}

PERMISSIONS: dict[str, frozenset[str]] = {
    "owner": frozenset(OWNER),
    "admin": frozenset(ADMIN),
    "agent": frozenset(AGENT),
    "light_agent": LIGHT,
    "billing": BILLING,
}

NAMES: dict[str, LazyText] = {
    "owner": lazy("Owner"),
    "admin": lazy("Admin"),
    "agent": lazy("Agent"),
    "light_agent": lazy("Light agent"),
    "billing": lazy("Billing"),
}

EXPLANATIONS: dict[str, LazyText] = {
    "owner": lazy("Everything, including billing and closing the account."),
    "admin": lazy("Tickets, help pages, people and all settings."),
    "agent": lazy("Answers tickets and writes articles."),
    "light_agent": lazy("Reads tickets and adds internal notes. Free of charge."),
    "billing": lazy("Plan, invoices and payment only."),
}


def permissions_of(role: str) -> frozenset[str]:
    return PERMISSIONS.get(role, frozenset())
