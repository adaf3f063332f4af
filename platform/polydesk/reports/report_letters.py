"""The letters: what a report's page shows first, as lines of a mail, in the language and zone of the moment."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup

from i18n import LazyText, _, lazy, ngettext
from i18n.formats import day, number, percent
from i18n.places import city_of_zone
from polydesk.kernel.mail import Button, Letter
from polydesk.reports import naming
from polydesk.reports.counting import Attainment, attainment, whole
from polydesk.reports.period import Period
from polydesk.reports.reading import HERE, SURVEYS, TICKETS, scores_wanted_from, tickets_wanted_from, wanted_from
from polydesk.reports.report_mails import Report, ReportMail
from polydesk.reports.survey_counting import scores
from polydesk.reports.survey_words import MEASURE_NAMES, between, name_of_group
from polydesk.reports.survey_words import said as score_said
from polydesk.reports.tickets_counting import ticket_figures
from polydesk.reports.tickets_names import Names, name_of, names_of_groups
from polydesk.reports.tickets_words import FIGURE_NAMES, LENGTH_NAMES, length
from polydesk.reports.words import FIGURES
from tenants.here import visit

TITLES: dict[Report, LazyText] = {
    "tickets": lazy("Ticket report"),
    "surveys": lazy("Survey report"),
    "service-levels": lazy("Service level report"),
}
PLACES: dict[Report, str] = {"tickets": TICKETS, "surveys": SURVEYS, "service-levels": HERE}
TABLES: dict[Report, str] = {"tickets": "groups.csv", "surveys": "groups.csv", "service-levels": "table.csv"}
MOST_GROUPS = 10
LONGEST_QUERY = 1000

Facts = list[tuple[str, str]]
Told = tuple[Facts, str]


async def letter(mail: ReportMail, period: Period, *, stop_url: str) -> Letter:
    base_url = (await visit()).base_url
    facts, query = await _TELL[mail.report](dict(parse_qsl(mail.query)), period)
    place, title = f"{base_url}{PLACES[mail.report]}", str(TITLES[mail.report])
    days = {"report": title, "since": day(period.since), "until": day(period.until)}
    table = Markup('<a href="{}">{}</a>').format(f"{place}/{TABLES[mail.report]}?{query}", _("Download as CSV"))
    sentence = _("%(since)s to %(until)s, by the clock of %(zone)s.") % {**days, "zone": city_of_zone(period.zone.key)}
    return Letter(
        kind="report",
        subject=_("%(report)s, %(since)s to %(until)s") % days,
        heading=title,
        paragraphs=(sentence, table),
        facts=tuple(facts) or ((_("Nothing to count in this time"), "–"),),
        button=Button(_("Open the report"), f"{place}?{query}"),
        footnote=Markup('<a href="{}">{}</a>').format(stop_url, _("Stop this report")),
        unsubscribe_url=stop_url,
    )


async def _tickets(query: Mapping[str, str], period: Period) -> Told:
    wanted = replace(await tickets_wanted_from(query), period=period)
    figures = await ticket_figures(wanted)
    flow, names = figures.flow, await names_of_groups()
    facts = [(str(FIGURE_NAMES[key]), number(getattr(flow, key))) for key in ("created", "solved", "reopened", "open")]
    facts += [
        (f"{name} · {_('Median')}", length(found.median))
        for key, _figure, name in LENGTH_NAMES
        if (found := figures.lengths[key].support).count
    ]
    for group in figures.groups[:MOST_GROUPS]:
        sizes = {"created": number(group.flow.created), "solved": number(group.flow.solved)}
        facts.append((name_of(names, wanted.by, group.key), _("%(created)s came in, %(solved)s solved") % sizes))
    return facts, wanted.query()


async def _surveys(query: Mapping[str, str], period: Period) -> Told:
    wanted = replace(await scores_wanted_from(query), period=period)
    found, names = await scores(wanted), await names_of_groups()
    facts: Facts = []
    for measure, tally in found.whole.items():
        told = score_said(measure, tally.score(measure))
        spread = f"{_('Range')}: {between(measure, tally.interval(measure))}"
        facts.append((str(MEASURE_NAMES[measure]), f"{told} · {spread} · {_answers(tally.answered)}"))
    if found.whole:
        rate = found.tally.response_rate
        facts.append((_("Response rate"), "–" if rate is None else percent(rate)))
    for group in found.groups[:MOST_GROUPS]:
        told = score_said(found.measure, group.tally.score(found.measure)) if group.is_told else _("Too few answers")
        facts.append((name_of_group(names, wanted, group.key), f"{told} · {_answers(group.tally.answered)}"))
    return facts, wanted.query()


async def _service_levels(query: Mapping[str, str], period: Period) -> Told:
    wanted = replace(await wanted_from(query), period=period)
    rows, home = await attainment(wanted), (await visit()).default_language
    together = whole(rows)
    facts = [(_("Together"), _share(together))] if rows else []
    facts += [(str(FIGURES[key]), number(getattr(together, key))) for key in ("met", "missed", "excused") if rows]
    facts += [(naming.name_of(row, wanted, home), _share(row)) for row in rows[:MOST_GROUPS]]
    return facts, wanted.query()


def _answers(many: int) -> str:
    return ngettext("%(n)s answer", "%(n)s answers", many) % {"n": number(many)}


def _share(row: Attainment) -> str:
    return "–" if row.share is None else percent(row.share)


_TELL: dict[Report, Callable[[Mapping[str, str], Period], Awaitable[Told]]] = {
    "tickets": _tickets,
    "surveys": _surveys,
    "service-levels": _service_levels,
}


async def narrowing_said(mail: ReportMail, names: Names) -> str:
    """What the filters say, for a list of such mails; empty where all is told."""
    query = dict(parse_qsl(mail.query))
    if mail.report == "tickets":
        only = (await tickets_wanted_from(query)).only
        return " · ".join(name_of(names, dimension, key) for dimension, key in only.items())
    measure = (await scores_wanted_from(query)).measure if mail.report == "surveys" else None
    return str(MEASURE_NAMES[measure]) if measure else ""


async def filters_in(report: Report, query: str) -> str:
    """The address of the same report without a time; what cannot be read is left out."""
    asked = dict(parse_qsl(query[:LONGEST_QUERY]))
    reads = {"tickets": tickets_wanted_from, "surveys": scores_wanted_from, "service-levels": wanted_from}
    wanted: Any = await reads[report](asked)
    return urlencode(
        [pair for pair in parse_qsl(wanted.query()) if pair[0] not in ("span", "since", "until", "figure")]
    )
