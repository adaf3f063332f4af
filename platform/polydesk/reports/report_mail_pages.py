"""`/admin/reports/mails`: the reports that come to whoever reads this, stopped and begun again; and the way out in each mail.

The way out needs no sign-in. A GET changes nothing; programs of readers post one click (RFC 8058), people press a button.
"""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from i18n import LazyText, lazy
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import Conflict, Gone
from polydesk.kernel.web import Page, moment, read_form, redirect
from polydesk.reports import report_letters, report_mails
from polydesk.reports.reading import ALL
from polydesk.reports.report_letters import PLACES, TITLES
from polydesk.reports.report_mailing import clocks_of, mail_behind
from polydesk.reports.report_mails import Report, Rhythm
from polydesk.reports.tickets_names import names_of_groups

PAGE = f"{ALL}/mails"
RHYTHMS: dict[Rhythm, LazyText] = {
    "weekly": lazy("Every week, on Monday"),
    "monthly": lazy("Every month, on the first day"),
}
SAID: dict[str, LazyText] = {
    "said=begun": lazy("It comes by mail from now on, at eight in the morning where you are."),
    "said=stopped": lazy("It is stopped. You can begin again whenever you like."),
}
ONE_CLICK = "List-Unsubscribe"
# The address of the page is a secret, and no search engine may list it.
PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}


class MailForm(Struct):
    report: Report
    rhythm: Rhythm
    query: str = ""


class WayOut(Struct):
    """Nothing: the link says it all."""


class ReportMailPages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[Any]:
        return await _page(said=str(SAID.get(moment().query, "")))

    @post()
    async def create(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, MailForm)
        if not form.ok:
            return await _page(status=422, problem=next(iter(form.errors.values())))
        wanted, me = form.data, actor()
        query = await report_letters.filters_in(wanted.report, wanted.query)
        try:
            await report_mails.have_sent(_me(), wanted.report, query, wanted.rhythm, by=await clocks_of(me.zone))
        except Conflict as refusal:
            return await _page(status=409, problem=str(refusal.message))
        return redirect(f"{PAGE}?said=begun")

    @post("/{mail_id:uuid}/stop", stays_open="as the link in each mail does")
    async def stop(self, mail_id: FromPath[UUID]) -> Response[Any]:
        await report_mails.stop(mail_id, member_id=_me())
        return redirect(f"{PAGE}?said=stopped")

    @post("/{mail_id:uuid}/beginning")
    async def begin_again(self, mail_id: FromPath[UUID]) -> Response[Any]:
        await report_mails.begin_again(mail_id, member_id=_me(), by=await clocks_of(actor().zone))
        return redirect(f"{PAGE}?said=begun")


class WayOutPages(Controller):
    path = "/report-mails/{link:str}"

    @get()
    async def show(self, link: FromPath[str]) -> Response[Any]:
        held = await report_mails.found(_behind(link))
        return Page("reports/stop_mail.html", headers=PRIVATE, mail=held, title=TITLES[held.report])

    @post(status_code=200)
    async def stop(self, request: Request[Any, Any, Any], link: FromPath[str]) -> Response[Any]:
        await report_mails.stop(_behind(link))
        form = await read_form(request, WayOut)
        is_one_click = form.value(ONE_CLICK) == "One-Click"
        return Response(b"", status_code=200, headers=PRIVATE) if is_one_click else redirect(moment().path)


def _behind(link: str) -> UUID:
    """Raises Gone for a link that nobody was sent."""
    found = mail_behind(link)
    if found is None:
        raise Gone
    return found


def _me() -> UUID:
    found = actor().id
    assert found is not None, "the guard lets nobody in without"
    return found


async def _page(*, status: int = 200, said: str = "", problem: str = "") -> Response[Any]:
    names = await names_of_groups()
    found = await report_mails.mails_of(_me())
    return Page(
        "reports/mails.html",
        status=status,
        said=said,
        problem=problem,
        mails=[(one, await report_letters.narrowing_said(one, names)) for one in found],
        titles=TITLES,
        places=PLACES,
        rhythms=RHYTHMS,
    )
