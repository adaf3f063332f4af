"""The audit log in words. An action that nobody has named yet is shown by its code, so nothing is ever hidden."""

from typing import Any

from i18n import LazyText, _, lazy
from i18n.formats import list_of
from tenants.audit_log import Entry
from tenants.roles import NAMES

ACTIONS: dict[str, LazyText] = {
    "audit.exported": lazy("Exported the audit trail"),
    "brand.changed": lazy("Changed the brand"),
    "faq.agents_publish": lazy("Changed who may publish articles"),
    "faq.article_begun": lazy("Created an article"),
    "faq.category_archived": lazy("Archived a category"),
    "faq.category_opened": lazy("Created a category"),
    "faq.state_changed": lazy("Changed the state of an article"),
    "faq.visibility_changed": lazy("Changed who sees an article"),
    "invitation.resent": lazy("Sent an invitation again"),
    "invitation.revoked": lazy("Revoked an invitation"),
    "member.invited": lazy("Invited somebody"),
    "member.joined": lazy("Joined"),
    "member.password_changed": lazy("Changed the password"),
    "member.removed": lazy("Removed a member"),
    "member.role_changed": lazy("Changed a role"),
    "member.signed_in": lazy("Signed in"),
    "member.signed_out": lazy("Signed out"),
    "member.session_ended": lazy("Ended a session"),
    "samples.removed": lazy("Removed the samples"),
    "surveys.setting_changed": lazy("Changed the surveys"),
    "team.archived": lazy("Archived a team"),
    "team.founded": lazy("Created a team"),
    "team.members_changed": lazy("Changed who is in a team"),
    "team.renamed": lazy("Renamed a team"),
    "tenant.moved_in": lazy("Created the help desk"),
    "tenant.profile_changed": lazy("Changed name, languages or location"),
    "tenant.resumed": lazy("Resumed the help desk"),
    "tenant.set_up": lazy("Finished the set-up"),
    "tenant.slug_changed": lazy("Changed the web address"),
    "tenant.suspended": lazy("Suspended the help desk"),
    "tickets.settings_changed": lazy("Changed the settings of tickets"),
    "tickets.status_added": lazy("Added a status"),
    "tickets.status_archived": lazy("Archived a status"),
    "tickets.status_renamed": lazy("Renamed a status"),
}

FIELDS: dict[str, LazyText] = {
    "colour": lazy("Colour"),
    "country": lazy("Country"),
    "default_language": lazy("Default language"),
    "email": lazy("E-mail address"),
    "favicon_id": lazy("Icon of the browser tab"),
    "filter": lazy("Filter"),
    "footers": lazy("Footer"),
    "language": lazy("Language"),
    "languages": lazy("Languages"),
    "legal": lazy("Legal links"),
    "logo_dark_id": lazy("Logo on dark pages"),
    "logo_id": lazy("Logo"),
    "members": lazy("Members"),
    "name": lazy("Name"),
    "names": lazy("Names"),
    "reason": lazy("Reason"),
    "role": lazy("Role"),
    "samples": lazy("Samples"),
    "slug": lazy("Web address"),
    "state": lazy("State"),
    "status": lazy("Status"),
    "taglines": lazy("Tagline"),
    "title": lazy("Title"),
    "zone": lazy("Time zone"),
    "close_after_days": lazy("Days until a resolved ticket closes"),
    "sign_in_demanded": lazy("Customers must sign in"),
}

ACTORS: dict[str, LazyText] = {
    "operator": lazy("Operator of the platform"),
    "system": lazy("The system"),
    "visitor": lazy("A visitor who was not signed in"),
    "requester": lazy("A customer"),
}


def word_of(action: str) -> str:
    return str(ACTIONS.get(action, action))


def said_of(field: str) -> str:
    return str(FIELDS.get(field, field.replace("_", " ")))


def who_of(entry: Entry) -> str:
    """The name that the actor had then; what has no name is called by its kind."""
    if entry.actor_kind == "system" or not entry.actor_label:
        return str(ACTORS.get(entry.actor_kind, entry.actor_kind))
    return entry.actor_label


def shown(value: Any, field: str = "") -> str:
    """A value as a person reads it; what is empty says so."""
    if value in (None, "", [], {}):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return list_of(shown(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(part)}" for key, part in value.items())
    return str(NAMES.get(value, value)) if field == "role" else str(value)
