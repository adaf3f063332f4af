"""Piccolo's configuration: the engine that follows the unit of work, and the slices that have tables, floor by floor."""

from piccolo.conf.apps import AppRegistry

from polydesk.kernel.database import UnitEngine

DB = UnitEngine()

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
        "polydesk.mailroom.piccolo_app",
        "polydesk.notices.piccolo_app",
        "polydesk.replies.piccolo_app",
        "polydesk.intake.piccolo_app",
        "polydesk.reports.piccolo_app",
    ]
)
