"""The editor's page: everything that a form of a policy may choose from, beside what was typed."""

from typing import Any

from litestar import Response

from polydesk.kernel.web import Form, Page
from polydesk.sla import budgets, policies
from polydesk.sla.choices import Choices, choices
from polydesk.sla.policy import METRICS, PAUSES
from polydesk.sla.policy_changes import changes_said
from polydesk.sla.policy_form import AUDIENCES, PolicyForm, rows
from polydesk.sla.policy_looks import PAGE
from polydesk.sla.policy_queries import PolicyRow
from polydesk.sla.policy_words import (
    AUDIENCE_NAMES,
    CHANNEL_NAMES,
    METRIC_SAYS,
    PAUSE_NAMES,
    PRIORITY_NAMES,
)
from polydesk.sla.refusals import Stale
from polydesk.sla.words import METRIC_NAMES
from polydesk.tickets.spoken import languages_told_apart
from polydesk.tickets.tags import tags_in_use
from tenants.here import site

MOST_OFFERED = 200


async def editor(
    row: PolicyRow | None, form: Form[PolicyForm], *, stale: Stale | None = None, status: int = 200
) -> Response[Any]:
    chosen = await choices()
    meanwhile = await _meanwhile(row, form, chosen) if stale and row else None
    return Page(
        "sla/editor.html",
        status=status,
        policy=row,
        action=f"{PAGE}/{row.id}" if row else f"{PAGE}/new",
        form=form,
        based_on=form.value("based_on", "0"),
        meanwhile=meanwhile,
        choices=chosen,
        offered=_offered(chosen, form),
        languages_spoken=sorted(site().languages, key=lambda code: code != site().default_language),
        usual=chosen.usual_hours(),
        metrics=[(metric, str(METRIC_NAMES[metric]), str(METRIC_SAYS[metric])) for metric in METRICS],
        pauses=[(pause, str(PAUSE_NAMES[pause])) for pause in PAUSES],
        priorities=[(key, str(text)) for key, text in PRIORITY_NAMES.items()],
        channels=[(key, str(text)) for key, text in CHANNEL_NAMES.items()],
        audiences=[(one, str(AUDIENCE_NAMES[one])) for one in AUDIENCES],
        support_units=[(unit.key, str(unit.name)) for unit in budgets.SUPPORT],
        clock_units=[(unit.key, str(unit.name)) for unit in budgets.ROUND_THE_CLOCK],
        reminders=rows(form, "reminder"),
        steps=rows(form, "step"),
        categories=_categories(chosen, form),
        languages_told=languages_told_apart(site().languages),
        tags=await tags_in_use(),
        working_day=budgets.said(chosen.working_day(None)) if chosen.working_day(None) else "",
    )


def _offered(chosen: Choices, form: Form[PolicyForm]) -> list[tuple[str, str]]:
    """Organisations to tick: a first lot of them, and those that are ticked already."""
    ticked = set(form.all_values("cond_organisation"))
    return [pair for place, pair in enumerate(chosen.organisations) if place < MOST_OFFERED or pair[0] in ticked]


def _categories(chosen: Choices, form: Form[PolicyForm]) -> list[tuple[str, str]]:
    """Those that can be chosen, and archived ones that are ticked already."""
    ticked = set(form.all_values("cond_category"))
    return [*chosen.categories, *(pair for pair in chosen.archived_categories if pair[0] in ticked)]


async def _meanwhile(row: PolicyRow, form: Form[PolicyForm], chosen: Choices) -> dict[str, Any]:
    """Who published what since this editor was opened; publishing again is then based on theirs."""
    present = await policies.policy(row.id)
    opened = form.data.based_on
    held = await policies.versions_of(row.id)
    seen = next((one.version.draft for one in held if one.version.no == opened), None)
    form.values["based_on"] = [str(present.version.no)]
    return {
        "by": present.made_by_name,
        "no": present.version.no,
        "changes": changes_said(seen, present.draft, chosen.names) if seen else [],
    }
