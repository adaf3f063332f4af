"""The permissions in words, by area: every one that a role holds stands here (a test sees to it)."""

from i18n import LazyText, lazy

AREAS: tuple[tuple[LazyText, dict[str, LazyText]], ...] = (
    (
        lazy("Tickets"),
        {
            "desk.enter": lazy("Enter the desk"),
            "tickets.read": lazy("Read tickets"),
            "tickets.note": lazy("Add internal notes"),
            "tickets.reply": lazy("Reply to customers"),
            "tickets.create": lazy("Write tickets for callers"),
            "tickets.assign": lazy("Assign tickets"),
            "tickets.change": lazy("Change status and priority"),
            "tickets.spam": lazy("Mark spam"),
            "views.share": lazy("Share saved views"),
            "replies.share": lazy("Share canned replies"),
        },
    ),
    (
        lazy("Customers"),
        {
            "customers.read": lazy("See customers and their tickets"),
            "customers.write": lazy("Change customers"),
        },
    ),
    (
        lazy("Help pages"),
        {
            "faq.read": lazy("Read internal articles"),
            "faq.write": lazy("Write articles"),
            "faq.publish": lazy("Publish articles"),
        },
    ),
    (
        lazy("Administration"),
        {
            "admin.enter": lazy("Enter the administration"),
            "members.read": lazy("See colleagues"),
            "members.manage": lazy("Invite, change and remove colleagues"),
            "owners.manage": lazy("Make, change and remove owners"),
            "sso.manage": lazy("Set up single sign-on"),
            "settings.manage": lazy("Change settings"),
            "brand.manage": lazy("Change the brand"),
            "reports.read": lazy("Read reports"),
            "sla.excuse": lazy("Excuse a missed promise"),
            "audit.read": lazy("Read and export the audit trail"),
            "billing.manage": lazy("Manage plan, invoices and payment"),
            "tenant.close": lazy("Close the account"),
        },
    ),
)
