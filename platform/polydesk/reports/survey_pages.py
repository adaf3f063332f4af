"""`/admin/reports/surveys`: how people rated us, how many answered, by whatever a reader groups them by, and the answers
behind each figure.

The same address answers a program with JSON, by `Accept` or with `.json` at its end.
"""

import asyncio
from dataclasses import replace
from typing import Any

from litestar import Controller, Request, Response, get

from i18n.places import city_of_zone
from polydesk.kernel.web import Page
from polydesk.reports import survey_tables
from polydesk.reports.behind import EXPORTED
from polydesk.reports.reading import ALL, SURVEYS, scores_wanted_from
from polydesk.reports.survey_behind import answers_behind
from polydesk.reports.survey_counting import ScoreGroup, Scores, scores
from polydesk.reports.survey_rolling import roll_up, still_waiting
from polydesk.reports.survey_wanted import SCORE_GROUPINGS, ScoresWanted
from polydesk.reports.survey_words import FIGURE_NAMES, GROUPING_NAMES, MEASURE_NAMES, between, name_of_group, said
from polydesk.reports.taking_away import as_json, as_table, is_program, told
from polydesk.reports.tickets_names import Names, names_of_groups
from polydesk.reports.words import SPANS
from surveys.survey_forms import forms

AnyRequest = Request[Any, Any, Any]
# What changed since the last sweep is counted before it is shown, as far as nobody has to wait for it.
AT_ONCE = 20


class SurveyReportPages(Controller):
    path = SURVEYS

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        if is_program(request):
            return await report_for_program(request)
        wanted, found, waiting = await _counted(request)
        return Page(
            "reports/surveys.html",
            partial="reports/_surveys.html",
            found=found,
            waiting=waiting,
            groups=_named(found.groups, wanted, await names_of_groups()),
            said=said,
            between=between,
            forms=[(str(one.id), one.name) for one in await forms()],
            **_words(replace(wanted, measure=found.measure)),
        )

    @get("/groups.csv")
    async def groups(self, request: AnyRequest) -> Response[str]:
        wanted, found, _waiting = await _counted(request)
        text = survey_tables.of_groups(_named(found.groups, wanted, await names_of_groups()), found.measure)
        return await as_table(text, f"{found.measure}-by-{wanted.by}", address=wanted.query())


class AnswerPages(Controller):
    """The answers of one figure, which the address names."""

    path = f"{SURVEYS}/answers"

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        if is_program(request):
            return await answers_for_program(request)
        wanted = await scores_wanted_from(request.query_params)
        found = await answers_behind(wanted, after=_after(request))
        return Page(
            "reports/survey_answers.html",
            found=found,
            group=name_of_group(await names_of_groups(), wanted, wanted.group) if wanted.group else "",
            older=f"{SURVEYS}/answers?{wanted.query()}&after={found.older}" if found.older else None,
            **_words(wanted),
        )

    @get("/table.csv")
    async def table(self, request: AnyRequest) -> Response[str]:
        wanted = await scores_wanted_from(request.query_params)
        found = await answers_behind(wanted, most=EXPORTED)
        # Fifty thousand lines take a second, in which others want their answers.
        text = await asyncio.to_thread(survey_tables.of_answers, found.lines)
        return await as_table(text, f"survey-{wanted.figure}", address=wanted.query())


class SurveyProgramPages(Controller):
    """The same figures and answers for a program."""

    path = ALL

    @get("/surveys.json")
    async def report(self, request: AnyRequest) -> Response[Any]:
        return await report_for_program(request)

    @get("/surveys/answers.json")
    async def behind(self, request: AnyRequest) -> Response[Any]:
        return await answers_for_program(request)


async def report_for_program(request: AnyRequest) -> Response[Any]:
    wanted, found, waiting = await _counted(request)
    named = _named(found.groups, wanted, await names_of_groups())
    return as_json(survey_tables.report(wanted, found, named, waiting=waiting))


async def answers_for_program(request: AnyRequest) -> Response[Any]:
    wanted = await scores_wanted_from(request.query_params)
    found = await answers_behind(wanted, after=_after(request))
    await told(wanted.query())
    return as_json(survey_tables.answers(found.lines, found.older))


async def _counted(request: AnyRequest) -> tuple[ScoresWanted, Scores, int]:
    wanted = await scores_wanted_from(request.query_params)
    await roll_up(wanted.period.zone, AT_ONCE)
    return wanted, await scores(wanted), await still_waiting()


def _named(groups: list[ScoreGroup], wanted: ScoresWanted, names: Names) -> list[tuple[str, ScoreGroup]]:
    return [(name_of_group(names, wanted, group.key), group) for group in groups]


def _words(wanted: ScoresWanted) -> dict[str, Any]:
    return {
        "wanted": wanted,
        "place": city_of_zone(wanted.period.zone.key),
        "here": SURVEYS,
        "spans": SPANS,
        "measures": MEASURE_NAMES,
        "groupings": [(one, GROUPING_NAMES[one]) for one in SCORE_GROUPINGS],
        "figures": FIGURE_NAMES,
    }


def _after(request: AnyRequest) -> str:
    return str(request.query_params.get("after", ""))
