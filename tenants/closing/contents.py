"""What an export holds: which tables and columns, and under which names, so that people find their way in it.

A table that nobody has named yet goes out under its own name into `other/`: an export never lacks anything but what is
left out here, by table or by column, and why.
"""

from dataclasses import dataclass

from i18n import LazyText, lazy
from polydesk.kernel import unit

FOLDERS: dict[str, tuple[LazyText, tuple[str, ...]]] = {
    "tickets": (
        lazy("Tickets: everything that was asked, answered and noted, and what became of it."),
        (
            *("ticket", "message", "message_file", "ticket_event", "ticket_merge", "ticket_participant", "draft"),
            *("follower", "mention", "silence", "ticket_category", "ticket_status", "ticket_setting", "ticket_counter"),
            *("saved_view", "canned_reply", "ticket_complaint", "spam_sender"),
        ),
    ),
    "fields": (
        lazy("Fields: request types, your own fields, and what was answered."),
        (
            *("ticket_field", "field_option", "request_type", "request_type_field", "ticket_request", "ticket_answer"),
            "ticket_answer_option",
        ),
    ),
    "customers": (
        lazy("Customers: people, their addresses and their organisations."),
        ("person", "person_address", "organisation", "organisation_domain", "contract"),
    ),
    "help_pages": (
        lazy("Help pages: articles in every language, with all versions and what readers thought of them."),
        (
            *("article", "article_text", "article_version", "article_picture", "article_organisation", "article_vote"),
            *("faq_category", "faq_category_text", "faq_setting", "former_slug", "search_gap", "search_shown"),
            *("search_synonym", "announcement"),
        ),
    ),
    "surveys": (
        lazy("Surveys: forms, invitations, ratings with their history, and follow-ups."),
        (
            *("survey_form", "survey_form_version", "survey_invitation", "survey_plan", "survey_setting", "rating"),
            *(
                "rating_history",
                "survey_follow_up",
                "survey_doubt",
                "survey_opening",
                "survey_opt_out",
                "survey_praise",
            ),
            "survey_praise_setting",
            "survey_anonymous",
        ),
    ),
    "service_levels": (
        lazy("Service levels: support hours, policies, and every promise with how it was kept."),
        (
            *("schedule", "schedule_version", "schedule_setting", "date_exception", "holiday_calendar", "holiday"),
            *("sla_policy", "sla_policy_version", "sla_setting", "sla_timer", "sla_span", "sla_event", "sla_result"),
            *("sla_change", "sla_link"),
        ),
    ),
    "mail": (
        lazy("E-mail: inboxes, what came in, and which e-mails were sent to whom and when."),
        (
            *("inbox", "mail_account", "mail_in", "mail", "mail_suppression", "mail_habit", "mail_text_version"),
            *("mail_text_miss", "sender"),
        ),
    ),
    "people": (
        lazy("People: who works here, in which teams, and what they want to hear of."),
        (
            *(
                "member",
                "team",
                "team_member",
                "invitation",
                "sso_provider",
                "sso_link",
                "notice",
                "notice_setting",
                "notice_default",
                "notice_mute",
            ),
            "notice_held",
        ),
    ),
    "settings": (
        lazy("Settings: name, address, brand, translations and webhooks."),
        (
            *(
                "tenant",
                "tenant_host",
                "brand",
                "further_brand",
                "checklist_step",
                "sample",
                "text_origin",
                "text_gap",
                "machine_account",
            ),
            *("machine_draft", "machine_use", "webhook", "webhook_delivery", "access_token"),
        ),
    ),
    "billing": (
        lazy("Billing: plan, invoices and what happened when."),
        ("billing_account", "billing_subscription", "billing_invoice", "billing_moment"),
    ),
    "history": (
        lazy("History: who changed what, and the figures of reports."),
        ("audit", "report_moment", "report_score", "report_score_zone", "report_mail"),
    ),
    "files": (lazy("Files: a list of them, and each one in a folder with its id."), ("file", "storage_use")),
}

# Where a table goes that is not named above, by the first word of its name.
FIRST_WORDS = {
    "tickets": ("ticket",),
    "customers": ("person",),
    "help_pages": ("article", "search", "faq"),
    "surveys": ("survey",),
    "service_levels": ("sla",),
    "mail": ("mail",),
    "people": ("notice",),
    "settings": ("webhook", "api"),
    "billing": ("billing",),
    "history": ("report",),
}

# What is not called as its table is, or is no thing of which there are several.
CALLED = {
    "person": "people",
    "search_shown": "searches_shown",
    "notice_held": "notices_held",
    "billing_counted": "tickets_as_they_count",
    "billing_given": "plans_that_were_given",
    **{
        name: name
        for name in ("mail", "mail_in", "silence", "audit", "storage_use", "rating_history", "survey_anonymous")
    },
}

# Keys to doors, work that is under way, and what can be made again from the rest.
LEFT_OUT = frozenset(
    {
        *("session", "sso_trip", "person_token", "ticket_access", "reply_address", "notice_browser"),
        *("outbox", "submission", "tenant_export"),
        *(
            "ticket_search",
            "article_word",
            "report_due",
            "report_score_due",
            "report_day_due",
            "survey_box",
            "api_answered",
        ),
        *("report_day_due", "report_day_zone", "report_month", "billing_turn", "billing_checkout", "billing_upcoming"),
    }
)
# Columns with secrets, or with links in them that let somebody in; raw bytes and search words never go out at all.
SECRET = frozenset(
    {
        *(
            ("person", "password_hash"),
            ("sender", "private_key"),
            ("mail", "html"),
            ("mail", "text"),
            ("mail", "headers"),
        ),
        *(("tenant_host", "proof"), ("machine_account", "key"), ("mail_account", "secret")),
    }
)

_COLUMNS = """
SELECT c.relname::text AS name, a.attname::text AS column, format_type(a.atttypid, NULL) AS type,
       array_position(k.conkey, a.attnum) AS key
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND has_column_privilege(c.oid, a.attnum, 'SELECT')
   AND EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND p.policyname = 'tenant')
 ORDER BY c.relname, a.attnum
"""


@dataclass(frozen=True)
class Table:
    """`key`: the columns of its primary key with their types; `sql` of a column is how it is written."""

    name: str
    path: str
    columns: tuple[str, ...]
    key: tuple[tuple[str, str], ...]

    @property
    def sheet_path(self) -> str:
        """`tickets/messages.csv`: the same rows for spreadsheets."""
        return self.path.removesuffix(".jsonl") + ".csv"


async def tables() -> list[Table]:
    """In the order of the folders. In the tenant's unit."""
    rows: dict[str, list[unit.Record]] = {}
    for row in await unit.fetch(_COLUMNS):
        rows.setdefault(row["name"], []).append(row)
    found = [_table(name, columns) for name, columns in rows.items() if name not in LEFT_OUT]
    return sorted(found, key=lambda table: (_place(table.name), table.path))


def _table(name: str, columns: list[unit.Record]) -> Table:
    key = sorted((row["key"], row["column"], row["type"]) for row in columns if row["key"] is not None)
    return Table(
        name,
        path_of(name),
        tuple(row["column"] for row in columns if is_shown(name, row["column"], row["type"])),
        tuple((column, kind) for _at, column, kind in key),
    )


def is_shown(table: str, column: str, kind: str) -> bool:
    return kind not in ("bytea", "tsvector") and (table, column) not in SECRET and column != "tenant_id"


def path_of(table: str) -> str:
    """`tickets/messages.jsonl`."""
    return f"{_folder_of(table)}/{_plural(table)}.jsonl"


def _folder_of(table: str) -> str:
    named = (folder for folder, (_said, names) in FOLDERS.items() if table in names)
    called = (folder for folder, words in FIRST_WORDS.items() if table.partition("_")[0] in words)
    return next(named, next(called, "other"))


def _plural(name: str) -> str:
    if name in CALLED:
        return CALLED[name]
    if name.endswith(("s", "x", "ch")):
        return f"{name}es"
    return f"{name[:-1]}ies" if name.endswith("y") and not name.endswith("ay") else f"{name}s"


def _place(table: str) -> int:
    folder = _folder_of(table)
    return list(FOLDERS).index(folder) if folder in FOLDERS else len(FOLDERS)
