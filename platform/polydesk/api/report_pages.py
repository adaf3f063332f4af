"""`/api/reports/…`: the figures of the reports and what is behind each of them, as the pages count them.

Periods and filters are those of the reports' own addresses: `span`, `since`, `until`, `by`, `group`, `figure`, `after`.
"""

from typing import Any

from litestar import Controller, Request, Response, get

from polydesk.reports import survey_pages, tickets_pages

AnyRequest = Request[Any, Any, Any]


class ReportApi(Controller):
    path = "/api/reports"

    @get("/tickets")
    async def tickets(self, request: AnyRequest) -> Response[Any]:
        return await tickets_pages.report_for_program(request)

    @get("/tickets/behind")
    async def tickets_behind(self, request: AnyRequest) -> Response[Any]:
        return await tickets_pages.tickets_for_program(request)

    @get("/surveys")
    async def surveys(self, request: AnyRequest) -> Response[Any]:
        return await survey_pages.report_for_program(request)

    @get("/surveys/answers")
    async def answers(self, request: AnyRequest) -> Response[Any]:
        return await survey_pages.answers_for_program(request)
