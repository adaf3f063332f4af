"""The audit log in words. An action that nobody has named yet is shown by its code, so nothing is ever hidden."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from i18n import LazyText, _, lazy, lazy_in
from i18n.formats import (
    clock_time,
    country_name,
    duration,
    formatter,
    full_hour,
    language_name,
    list_of,
    week,
    weekday_names,
)
from i18n.locales import UnknownTag
from tenants.audit_log import Entry
from tenants.console.words import PLANS, STATUSES
from tenants.roles import NAMES

ACTIONS: dict[str, LazyText] = {
    "announcement.archived": lazy("Archived an announcement"),
    "announcement.changed": lazy("Changed an announcement"),
    "announcement.ended": lazy("Ended an announcement"),
    "announcement.moved": lazy("Changed the order of the announcements"),
    "announcement.reopened": lazy("Took back that a known issue is resolved"),
    "announcement.resolved": lazy("Marked a known issue as resolved"),
    "announcement.restored": lazy("Restored an announcement"),
    "announcement.shown_again": lazy("Showed an announcement again"),
    "announcement.written": lazy("Wrote an announcement"),
    "audit.exported": lazy("Exported the audit trail"),
    "billing.changed": lazy("Changed the plan or the status of the help desk"),
    "billing.trial_extended": lazy("Extended the trial"),
    "billing.came_back": lazy("Opened the help desk again"),
    "billing.cancel_undone": lazy("Took back the cancellation"),
    "billing.caps_changed": lazy("Changed the spending caps"),
    "billing.change_undone": lazy("Kept the present plan"),
    "billing.checkout_opened": lazy("Went to pay for a plan"),
    "billing.coupon_redeemed": lazy("Entered a promotion code"),
    "billing.details_changed": lazy("Changed the billing details"),
    "billing.event_replayed": lazy("Had a message of the payment provider acted on again"),
    "billing.plan_changed": lazy("Chose another plan or other seats"),
    "billing.vat_id_changed": lazy("Changed the VAT or tax number"),
    "billing.cancelled": lazy("Cancelled"),
    "billing.comp_ended": lazy("Took back a plan that was free of charge"),
    "billing.comped": lazy("Gave a plan free of charge"),
    "brand.changed": lazy("Changed the brand"),
    "faq.agents_publish": lazy("Changed who may publish articles"),
    "faq.article_begun": lazy("Created an article"),
    "faq.category_archived": lazy("Archived a category"),
    "faq.category_translated": lazy("Changed the names of a category"),
    "faq.category_changed": lazy("Changed a category"),
    "faq.category_opened": lazy("Created a category"),
    "faq.category_restored": lazy("Restored a category"),
    "faq.marked_outdated": lazy("Marked a translation as outdated"),
    "faq.state_changed": lazy("Changed the state of an article"),
    "faq.gap_handled": lazy("Crossed a search without a result off the list"),
    "faq.gap_reopened": lazy("Put a search without a result back on the list"),
    "faq.still_right": lazy("Confirmed that a translation is still right"),
    "faq.synonyms_added": lazy("Added synonyms"),
    "faq.synonyms_changed": lazy("Changed synonyms"),
    "faq.synonyms_removed": lazy("Removed synonyms"),
    "faq.visibility_changed": lazy("Changed who sees an article"),
    "holidays.accepted": lazy("Accepted a proposed holiday"),
    "holidays.archived": lazy("Archived a holiday calendar"),
    "holidays.begun": lazy("Added a holiday calendar"),
    "holidays.day_added": lazy("Added an own holiday"),
    "holidays.day_removed": lazy("Removed a holiday"),
    "holidays.day_set": lazy("Changed the hours of a holiday"),
    "holidays.declined": lazy("Declined a proposed change of holidays"),
    "holidays.imported": lazy("Imported a calendar file"),
    "holidays.proposal_accepted": lazy("Removed a holiday that is none any more"),
    "holidays.proposed": lazy("Found holidays to confirm"),
    "holidays.renamed": lazy("Renamed a holiday calendar"),
    "holidays.restored": lazy("Restored a holiday calendar"),
    "holidays.switched": lazy("Switched a holiday on or off"),
    "inbox.added": lazy("Added an address for incoming e-mails"),
    "inbox.changed": lazy("Changed an address for incoming e-mails"),
    "inbox.removed": lazy("Removed an address for incoming e-mails"),
    "invitation.let_in": lazy("Gave a free seat to an invitation that waited"),
    "invitation.resent": lazy("Sent an invitation again"),
    "invitation.revoked": lazy("Revoked an invitation"),
    "invitation.waits": lazy("Let an invitation wait for a free seat"),
    "mail_in.discarded": lazy("Discarded an e-mail that could not be read"),
    "mail_in.retried": lazy("Had an e-mail read again"),
    "mailbox.added": lazy("Added a mailbox"),
    "mailbox.changed": lazy("Changed a mailbox"),
    "mailbox.removed": lazy("Removed a mailbox"),
    "mailbox.switched_off": lazy("Switched a mailbox off"),
    "mailbox.switched_on": lazy("Switched a mailbox on"),
    "mail.sent_again": lazy("Sent an e-mail again"),
    "mail.suppression_lifted": lazy("Let e-mails go to an address again"),
    "sender.lapsed": lazy("Lost the proof of the sender's domain"),
    "sender.proven": lazy("Proved the sender's domain"),
    "sender.removed": lazy("Removed the sender of e-mails"),
    "sender.renamed": lazy("Changed the sender's address"),
    "sender.set_up": lazy("Set up a sender of e-mails"),
    "notices.defaults_changed": lazy("Changed what people hear of"),
    "mails.habits_changed": lazy("Changed what e-mails to customers do"),
    "mails.text_changed": lazy("Changed the text of an e-mail"),
    "member.away": lazy("Planned an absence"),
    "member.back": lazy("Came back from an absence"),
    "member.invited": lazy("Invited somebody"),
    "member.joined": lazy("Joined"),
    "member.password_changed": lazy("Changed the password"),
    "member.removed": lazy("Removed a member"),
    "member.role_changed": lazy("Changed a role"),
    "member.signed_in": lazy("Signed in"),
    "member.signed_out": lazy("Signed out"),
    "member.session_ended": lazy("Ended a session"),
    "organisation.archived": lazy("Archived an organisation"),
    "organisation.domains_changed": lazy("Changed the domains of an organisation"),
    "organisation.founded": lazy("Created an organisation"),
    "organisation.noted": lazy("Changed the notes about an organisation"),
    "organisation.renamed": lazy("Renamed an organisation"),
    "organisation.restored": lazy("Restored an organisation"),
    "replies.archived": lazy("Archived a canned reply"),
    "replies.changed": lazy("Changed a canned reply"),
    "replies.restored": lazy("Restored a canned reply"),
    "replies.written": lazy("Wrote a canned reply"),
    "person.changed": lazy("Changed the details of a customer"),
    "person.organisation_changed": lazy("Changed the organisation of a customer"),
    "report.exported": lazy("Exported a report"),
    "samples.removed": lazy("Removed the samples"),
    "schedule.archived": lazy("Archived a schedule of support hours"),
    "schedule.arranged": lazy("Changed the order of the schedules"),
    "schedule.exception_added": lazy("Gave single days other hours"),
    "schedule.exception_changed": lazy("Changed the hours of a single day"),
    "schedule.exception_removed": lazy("Removed the hours of single days"),
    "schedule.founded": lazy("Created a schedule of support hours"),
    "schedule.left_as_it_is": lazy("Could not bring a schedule up to date"),
    "schedule.made_default": lazy("Changed the usual support hours"),
    "schedule.past_corrected": lazy("Corrected support hours of the past"),
    "schedule.published": lazy("Changed support hours"),
    "schedule.renamed": lazy("Renamed a schedule of support hours"),
    "schedule.restored": lazy("Restored a schedule of support hours"),
    "schedule.shown_publicly": lazy("Changed whether customers see the support hours"),
    "schedule.withdrawn": lazy("Withdrew later support hours"),
    "schedule.zones_followed": lazy("Followed new rules of time zones"),
    "fields.field_added": lazy("Added a field"),
    "fields.field_archived": lazy("Archived a field"),
    "fields.field_changed": lazy("Changed a field"),
    "fields.field_restored": lazy("Restored a field"),
    "fields.option_added": lazy("Added options of a field"),
    "fields.option_archived": lazy("Archived an option of a field"),
    "fields.option_changed": lazy("Changed an option of a field"),
    "fields.option_moved": lazy("Changed the order of options"),
    "fields.option_restored": lazy("Restored an option of a field"),
    "fields.type_added": lazy("Added a request type"),
    "fields.type_archived": lazy("Archived a request type"),
    "fields.type_changed": lazy("Changed a request type"),
    "fields.type_fields_changed": lazy("Changed what a request type asks for"),
    "fields.type_moved": lazy("Changed the order of request types"),
    "fields.type_restored": lazy("Restored a request type"),
    "sla.breach_excused": lazy("Excused a missed promise"),
    "sla.breach_unexcused": lazy("Took back the excuse of a missed promise"),
    "sla.change_applied": lazy("Applied a change after looking at what it does"),
    "sla.change_discarded": lazy("Discarded a change after looking at what it does"),
    "sla.contract_archived": lazy("Archived a contract"),
    "sla.contract_changed": lazy("Changed a contract"),
    "sla.contract_ended": lazy("Ended a contract"),
    "sla.contract_founded": lazy("Created a contract"),
    "sla.contract_restored": lazy("Restored a contract"),
    "sla.matrix_changed": lazy("Changed the priorities of impact and urgency"),
    "sla.matrix_switched_off": lazy("Switched off the priorities of impact and urgency"),
    "sla.policies_reordered": lazy("Changed the order of the policies"),
    "sla.policy_archived": lazy("Archived a policy"),
    "sla.policy_disabled": lazy("Switched off a policy"),
    "sla.policy_enabled": lazy("Switched on a policy"),
    "sla.policy_founded": lazy("Created a policy"),
    "sla.policy_kept_for_contracts": lazy("Changed whether only contracts bring a policy"),
    "sla.policy_published": lazy("Published a policy"),
    "sla.policy_restored": lazy("Restored a policy"),
    "sla.receipt_shared": lazy("Made a link to a receipt"),
    "sla.receipt_withdrawn": lazy("Withdrew a link to a receipt"),
    "surveys.answer_counted": lazy("Counted an answer that was taken for a robot's"),
    "surveys.answer_uncounted": lazy("Took back an answer that had been counted by hand"),
    "surveys.praise_switched": lazy("Changed whether the portal shows what customers say"),
    "surveys.praise_approved": lazy("Approved an answer for the portal"),
    "surveys.praise_withdrawn": lazy("Withdrew an answer from the portal"),
    "surveys.setting_changed": lazy("Changed the surveys"),
    "surveys.form_founded": lazy("Created a survey form"),
    "surveys.form_changed": lazy("Changed a survey form"),
    "surveys.form_archived": lazy("Archived a survey form"),
    "surveys.form_restored": lazy("Restored a survey form"),
    "further_brand.added": lazy("Added a brand"),
    "further_brand.archived": lazy("Archived a brand"),
    "further_brand.changed": lazy("Changed a brand"),
    "further_brand.restored": lazy("Restored a brand"),
    "team.archived": lazy("Archived a team"),
    "team.founded": lazy("Created a team"),
    "team.members_changed": lazy("Changed who is in a team"),
    "team.renamed": lazy("Renamed a team"),
    "sso.changed": lazy("Changed single sign-on"),
    "sso.connected": lazy("Connected an account of the identity provider"),
    "sso.disconnected": lazy("Disconnected an account of the identity provider"),
    "sso.password_used": lazy("Signed in as owner although single sign-on is demanded"),
    "sso.signed_in": lazy("Signed in by single sign-on"),
    "sso.switched_off": lazy("Switched off single sign-on"),
    "sso.switched_on": lazy("Switched on single sign-on"),
    "sso.tried": lazy("Tried single sign-on"),
    "tenant.erased": lazy("Erased everything"),
    "tenant.erasure_demanded": lazy("Asked for everything to be erased"),
    "tenant.erasure_withdrawn": lazy("Took back that everything is erased"),
    "tenant.export_asked": lazy("Asked for an export of everything"),
    "tenant.export_fetched": lazy("Downloaded an export of everything"),
    "tenant.moved_in": lazy("Created the help desk"),
    "tenant.profile_changed": lazy("Changed name, languages or location"),
    "tenant.quota_changed": lazy("Changed the room for files"),
    "tenant.resumed": lazy("Resumed the help desk"),
    "tenant.set_up": lazy("Finished the set-up"),
    "tenant.slug_changed": lazy("Changed the web address"),
    "tenant.suspended": lazy("Suspended the help desk"),
    "machine.key_set": lazy("Set the key for machine drafts"),
    "machine.key_removed": lazy("Removed the key for machine drafts"),
    "machine.limit_changed": lazy("Changed the monthly limit of machine drafts"),
    "texts.imported": lazy("Imported texts"),
    "access_token.made": lazy("Made an access token"),
    "access_token.revoked": lazy("Revoked an access token"),
    "wall_link.made": lazy("Made a link for a screen"),
    "wall_link.revoked": lazy("Revoked a link for a screen"),
    "webhook.added": lazy("Added a webhook"),
    "webhook.archived": lazy("Deleted a webhook"),
    "webhook.changed": lazy("Changed a webhook"),
    "webhook.secret_renewed": lazy("Made a new secret of a webhook"),
    "webhook.secret_shown": lazy("Was shown the secret of a webhook"),
    "webhook.switched_off": lazy("Switched a webhook off"),
    "webhook.switched_on": lazy("Switched a webhook on"),
    "tickets.category_added": lazy("Added a category of tickets"),
    "tickets.category_archived": lazy("Archived a category of tickets"),
    "tickets.category_moved": lazy("Changed the order of the categories of tickets"),
    "tickets.category_renamed": lazy("Renamed a category of tickets"),
    "tickets.category_restored": lazy("Restored a category of tickets"),
    "tickets.priority_renamed": lazy("Renamed a priority"),
    "tickets.settings_changed": lazy("Changed the settings of tickets"),
    "tickets.spam_sender_forgotten": lazy("Removed a sender from the spam list"),
    "tickets.status_added": lazy("Added a status"),
    "tickets.status_archived": lazy("Archived a status"),
    "tickets.status_renamed": lazy("Renamed a status"),
}

FIELDS: dict[str, LazyText] = {
    "address": lazy("Address"),
    "again_after": lazy("Days until the second reminder"),
    "brands": lazy("Brands"),
    "brand": lazy("Brand"),
    "brand_id": lazy("Brand"),
    "categories": lazy("Categories"),
    "category": lazy("Category"),
    "category_id": lazy("Category"),
    "asks_solved": lazy("Ask whether it is solved"),
    "quotes": lazy("Quote what the customer wrote last"),
    "remind_after": lazy("Days until the first reminder"),
    "resolve_after": lazy("Days until the ticket is resolved"),
    "active": lazy("In force"),
    "caps": lazy("Spending caps"),
    "contact_email": lazy("Invoices go to"),
    "contact_language": lazy("Language of invoices and e-mails"),
    "contact_name": lazy("Name on invoices"),
    "coupon": lazy("Promotion code"),
    "cycle": lazy("How often you pay"),
    "po_number": lazy("Purchase order"),
    "seats": lazy("Seats"),
    "vat_id": lazy("VAT or tax number"),
    "calendars": lazy("Calendars of holidays"),
    "date": lazy("Day"),
    "dates": lazy("Days"),
    "day": lazy("Day"),
    "days": lazy("Number of days"),
    "hours": lazy("Hours"),
    "kind": lazy("Kind"),
    "note": lazy("Note"),
    "public": lazy("Visible to customers"),
    "terms": lazy("Words that mean the same"),
    "valid_from": lazy("Valid from"),
    "allowed": lazy("Agents may publish"),
    "also_open": lazy("Open tickets too"),
    "away_until": lazy("Back on"),
    "client_id": lazy("Client ID"),
    "client_secret": lazy("Client secret"),
    "issuer": lazy("Issuer"),
    "lets_in": lazy("Role of people whom nobody knew here"),
    "passwords": lazy("Sign-in with a password"),
    "colour": lazy("Colour"),
    "country": lazy("Country"),
    "default_language": lazy("Default language"),
    "delay_s": lazy("Time until the question"),
    "domains": lazy("Domains"),
    "email": lazy("E-mail address"),
    "enabled": lazy("Ask customers after a resolution"),
    "favicon_id": lazy("Icon of the browser tab"),
    "filter": lazy("Filter"),
    "folder": lazy("Folder"),
    "footers": lazy("Footer"),
    "language": lazy("Language"),
    "subject": lazy("Subject"),
    "mail": lazy("E-mail"),
    "heading": lazy("Heading"),
    "body": lazy("Text"),
    "languages": lazy("Languages"),
    "legal": lazy("Legal links"),
    "logo_dark_id": lazy("Logo on dark pages"),
    "logo_id": lazy("Logo"),
    "members": lazy("Members"),
    "name": lazy("Name"),
    "names": lazy("Names"),
    "notes": lazy("Notes for the team"),
    "organisation": lazy("Organisation"),
    "organisations": lazy("Organisations that may read it"),
    "people": lazy("People"),
    "trial_ends_at": lazy("The trial ends"),
    "priority": lazy("Priority"),
    "question": lazy("Question"),
    "reason": lazy("Reason"),
    "role": lazy("Role"),
    "samples": lazy("Samples"),
    "scope": lazy("Who finds it"),
    "sender": lazy("Sender"),
    "severity": lazy("What it is"),
    "starts_at": lazy("Shown from"),
    "ends_at": lazy("Shown until"),
    "quota_mb": lazy("Room for files, in MB"),
    "slug": lazy("Web address"),
    "state": lazy("State"),
    "status": lazy("Status"),
    "team": lazy("Team"),
    "taglines": lazy("Tagline"),
    "texts": lazy("Texts"),
    "title": lazy("Title"),
    "label": lazy("Label"),
    "help": lazy("Help"),
    "required": lazy("Required"),
    "depends_on": lazy("Depends on another field"),
    "descriptions": lazy("Description"),
    "fields": lazy("Fields"),
    "position": lazy("Order"),
    "visibility": lazy("Who may read it"),
    "zone": lazy("Time zone"),
    "conditions": lazy("Conditions"),
    "contract_only": lazy("Only for contracts"),
    "ends_on": lazy("Last day"),
    "excuse": lazy("Why it is excused"),
    "made": lazy("Made"),
    "until": lazy("Works until"),
    "matrix": lazy("Priority by impact and urgency"),
    "options": lazy("Options"),
    "order": lazy("Order"),
    "plan": lazy("Plan"),
    "policy_id": lazy("Policy"),
    "remind_days": lazy("Days of the reminder"),
    "reminders": lazy("Reminders"),
    "schedule_id": lazy("Support hours"),
    "monthly_limit": lazy("Most characters a month"),
    "provider": lazy("Translation service"),
    "starts_on": lazy("First day"),
    "steps": lazy("Steps when it is late"),
    "switched_on": lazy("Switched on"),
    "targets": lazy("Targets"),
    "version": lazy("Version"),
    "what": lazy("What"),
    "close_after_days": lazy("Days until a resolved ticket closes"),
    "sign_in_demanded": lazy("Customers must sign in"),
    "mode": lazy("Ask customers"),
    "waking_from": lazy("Not before"),
    "waking_until": lazy("Not after"),
    "quiet_days": lazy("Ask nobody again within (days)"),
    "reminder_days": lazy("Remind once after (days)"),
    "only_channels": lazy("Channels"),
    "only_categories": lazy("Categories"),
    "only_tags": lazy("Tags"),
    "excluded_tags": lazy("Tickets with one of these tags"),
    "excluded_organisations": lazy("Customers of these organisations"),
    "score": lazy("Rating"),
}

STATES: dict[str, LazyText] = {
    "draft": lazy_in("article", "Draft"),
    "in_review": lazy_in("article", "In review"),
    "scheduled": lazy_in("article", "Scheduled"),
    "published": lazy_in("article", "Published"),
    "archived": lazy_in("article", "Archived"),
    "active": lazy_in("member", "Active"),
    "removed": lazy_in("member", "Removed"),
}
VISIBILITIES: dict[str, LazyText] = {
    "public": lazy("Everybody"),
    "signed_in": lazy("Signed-in customers"),
    "organisations": lazy("Chosen organisations"),
    "agents": lazy("Agents only"),
}
DAY_KINDS: dict[str, LazyText] = {
    "closed": lazy_in("day", "Closed all day"),
    "hours": lazy_in("day", "Open at other hours"),
    "partial": lazy_in("day", "Closed for a part of it"),
    "half": lazy_in("day", "Half day"),
    "workday": lazy_in("day", "Working day"),
}
MODES: dict[str, LazyText] = {
    "always": lazy("After every resolution"),
    "matching": lazy("Only for some tickets"),
    "by_hand": lazy("Only by hand"),
    "never": lazy("Never"),
}
CYCLES: dict[str, LazyText] = {"month": lazy("Monthly"), "year": lazy("Yearly")}

WORDS: dict[str, Mapping[str, LazyText | str]] = {
    "cycle": CYCLES,
    "kind": DAY_KINDS,
    "lets_in": NAMES,
    "mode": MODES,
    "plan": PLANS,
    "role": NAMES,
    "state": STATES,
    "status": STATUSES,
    "visibility": VISIBILITIES,
}

ACTORS: dict[str, LazyText] = {
    "operator": lazy("Operator of the platform"),
    "system": lazy("The system"),
    "visitor": lazy("A visitor who was not signed in"),
    "requester": lazy("A customer"),
}


BRIEFLY = 3
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def word_of(action: str) -> str:
    return str(ACTIONS.get(action, action))


def said_of(field: str) -> str:
    return str(FIELDS.get(field, field.replace("_", " ")))


def who_of(entry: Entry) -> str:
    """The name that the actor had then; what has no name is called by its kind."""
    if entry.actor_kind == "system" or not entry.actor_label:
        return str(ACTORS.get(entry.actor_kind, entry.actor_kind))
    return entry.actor_label


def brief_of(entry: Entry) -> list[tuple[str, str]]:
    """What became of each field, without what it was before: enough for one line."""
    pairs = [(field, pair) for field, pair in entry.changes.items() if isinstance(pair, list) and len(pair) == 2]
    return [(said_of(field), shown(pair[1], field)) for field, pair in pairs[:BRIEFLY]]


def shown(value: Any, field: str = "") -> str:
    """A value as a person reads it; what is empty says so."""
    if value in (None, "", [], {}):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "hours" and isinstance(value, (dict, list)):
        return _week(value) if isinstance(value, dict) else list_of(_span(*pair) for pair in value)
    if isinstance(value, list):
        return list_of(shown(part, field) for part in value)
    if isinstance(value, dict):
        return list_of(f"{key}: {shown(part)}" for key, part in value.items())
    return _named(value, field)


def _named(value: Any, field: str) -> str:
    """The name of what the log keeps as a code; a code that is not known (any more) stays one."""
    if field in WORDS:
        return str(WORDS[field].get(value, value))
    try:
        return str(NAMERS[field](value)) if field in NAMERS else str(value)
    except (UnknownTag, ValueError, TypeError):
        return str(value)


def _week(weekly: dict[str, list[list[str]]]) -> str:
    """`Mon 09:00 – 12:30 and 13:30 – 17:00; Tue 09:00 – 17:00`: the days on which there are hours."""
    names = weekday_names("abbreviated")
    days = [(names[number], weekly.get(WEEKDAYS[number])) for number in week()]
    return "; ".join(f"{name} {list_of(_span(*pair) for pair in pairs)}" for name, pairs in days if pairs)


def _span(begins: str, ends: str) -> str:
    """A day ends at midnight, which the log writes as 24:00."""
    clocks = (clock_time(time.fromisoformat(text.replace("24:", "00:"))) for text in (begins, ends))
    return _("%(from)s – %(to)s") % dict(zip(("from", "to"), clocks, strict=True))


def _day(instant: str) -> str:
    return formatter().day(datetime.fromisoformat(instant))


def _when(instant: str) -> str:
    return formatter().when(datetime.fromisoformat(instant))


def _date(text: str) -> str:
    return formatter().day(date.fromisoformat(text))


NAMERS: dict[str, Callable[[Any], str]] = {
    "away_until": _day,
    "date": _date,
    "dates": _date,
    "ends_on": _date,
    "trial_ends_at": _when,
    "starts_on": _date,
    "country": country_name,
    "default_language": language_name,
    "delay_s": duration,
    "waking_from": full_hour,
    "waking_until": full_hour,
    "language": language_name,
    "contact_language": language_name,
    "languages": language_name,
    "starts_at": _when,
    "ends_at": _when,
    "valid_from": _when,
}
