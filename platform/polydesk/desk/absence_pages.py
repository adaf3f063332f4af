"""One's own absence: until when, and who looks after things; colleagues see it where they assign."""

from datetime import date, datetime, time, timedelta
from typing import Any

from litestar import Controller, Request, Response, delete, get, post

from i18n import _, current_zone
from polydesk.desk.forms import AbsenceForm
from polydesk.desk.frame import frame
from polydesk.desk.pulse import forget_after_commit
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.live import tell
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from tenants import absence

AnyRequest = Request[Any, Any, Any]
LONGEST = timedelta(days=366)
OWN = "one's own absence"


class AbsencePages(Controller):
    path = "/desk/absence"

    @get()
    async def show(self) -> Response[str]:
        return await _page(empty(AbsenceForm))

    @post(status_code=200, stays_open=OWN)
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, AbsenceForm)
        until = _instant(form.data.until) if form.ok else None
        if form.ok and (until is None or not now() < until < now() + LONGEST):
            form.fail("until", _("Please choose a day after today, at most a year from now."))
        if not form.ok or until is None:
            return await _page(form, status=422)
        await absence.leave(until=until, note=form.data.note, by=actor())
        return await _done()

    @post("/end", status_code=200, stays_open=OWN)
    async def end(self) -> Response[Any]:
        await absence.come_back(by=actor())
        return await _done()

    @delete(status_code=200, stays_open=OWN)
    async def destroy(self) -> Response[Any]:
        await absence.come_back(by=actor())
        return await _done()


async def _done() -> Response[Any]:
    forget_after_commit()
    await tell("member", str(actor().id))
    return redirect("/desk/absence")


async def _page(form: Form[AbsenceForm], *, status: int = 200) -> Response[str]:
    around = await frame()
    mine = around.pulse.colleague(actor().id)
    return Page("desk/absence.html", status=status, desk=around, form=form, away=mine.away if mine else "")


def _instant(text: str) -> datetime | None:
    """The beginning of that day where the member lives."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), tzinfo=current_zone())
    except ValueError:
        return None
