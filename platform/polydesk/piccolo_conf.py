"""Piccolo's configuration: the engine that migrates, and the slices that have migrations, floor by floor."""

from piccolo.conf.apps import AppRegistry

from polydesk.kernel.migrating import MigrationEngine

DB = MigrationEngine()

APP_REGISTRY = AppRegistry(
    apps=[
        "polydesk.kernel.piccolo_app",
        "tenants.piccolo_app",
        "polydesk.translating.piccolo_app",
        "polydesk.mail_texts.piccolo_app",
        "polydesk.senders.piccolo_app",
        "polydesk.schedules.piccolo_app",
        "polydesk.customers.piccolo_app",
        "polydesk.tickets.piccolo_app",
        "polydesk.faq.piccolo_app",
        "polydesk.fields.piccolo_app",
        "polydesk.sla.piccolo_app",
        "polydesk.webhooks.piccolo_app",
        "polydesk.announcements.piccolo_app",
        "surveys.piccolo_app",
        "billing.piccolo_app",
        "polydesk.mailroom.piccolo_app",
        "polydesk.notices.piccolo_app",
        "polydesk.replies.piccolo_app",
        "polydesk.intake.piccolo_app",
        "polydesk.reports.piccolo_app",
        "polydesk.api.piccolo_app",
    ]
)
