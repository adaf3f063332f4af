"""`/admin/mail-habits`: what mails to customers quote and ask, and what a customer's silence leads to."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from msgspec import Meta, Struct

from i18n import _
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.mailroom import habits
from polydesk.mailroom.habits import Habits

PAGE = "/admin/mail-habits"
Days = Annotated[int, Meta(ge=0, le=90)]


class HabitForm(Struct):
    """An empty number is never."""

    remind_after: Days | None = None
    again_after: Days | None = None
    resolve_after: Days | None = None
    quotes: Annotated[str, Meta(max_length=10)] = ""
    asks_solved: Annotated[str, Meta(max_length=10)] = ""


class HabitPages(Controller):
    path = PAGE

    @get()
    async def show(self) -> Response[Any]:
        return _page(_filled(await habits.habits()))

    @post()
    async def update(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, HabitForm)
        if form.ok:
            wanted = _wanted(form.data)
            _check(form, wanted)
            if form.ok:
                await habits.change(wanted)
                return redirect(f"{PAGE}?saved=1")
        return _page(form, status=422)


def _wanted(typed: HabitForm) -> Habits:
    days = (typed.remind_after or 0, typed.again_after or 0, typed.resolve_after or 0)
    return Habits(*days, quotes=bool(typed.quotes), asks_solved=bool(typed.asks_solved))


def _check(form: Form[HabitForm], wanted: Habits) -> None:
    """Each step comes after the one before it."""
    if wanted.again_after and not wanted.remind_after:
        form.fail("remind_after", _("Please say when the first reminder is sent."))
    elif wanted.again_after and wanted.again_after <= wanted.remind_after:
        form.fail("again_after", _("This comes after the first reminder: enter more days."))
    if wanted.resolve_after and wanted.reminders and wanted.resolve_after <= max(wanted.reminders):
        form.fail("resolve_after", _("This comes after the last reminder: enter more days."))


def _filled(now: Habits) -> Form[HabitForm]:
    days = {name: str(getattr(now, name) or "") for name in ("remind_after", "again_after", "resolve_after")}
    return empty(HabitForm, **days, quotes="yes" if now.quotes else "", asks_solved="yes" if now.asks_solved else "")


def _page(form: Form[HabitForm], status: int = 200) -> Response[Any]:
    return Page("mailroom/habits.html", status=status, form=form, saved=moment().query == "saved=1")
