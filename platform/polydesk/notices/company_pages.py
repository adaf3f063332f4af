"""`/admin/notifications`: what people of the company hear of until they choose otherwise."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Controller, Request, Response, get, post

from i18n import _
from polydesk.kernel.audit import record
from polydesk.kernel.tokens import sign
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.notices import preferences, words
from polydesk.notices.choice import CHANNELS, Choice
from polydesk.notices.setting_form import ForAll, choices_from, rows

HERE = "/admin/notifications"
EVENTS = words.TICKETS + words.PROMISES + words.COMPANY


class NoticeDefaultPages(Controller):
    path = HERE

    @get()
    async def show(self) -> Response[Any]:
        company = await preferences.of_company()
        choices = {event: words.choice_of(event, company) for event in EVENTS}
        return _page(empty(ForAll, seen=_mark(company)), choices)

    @post()
    async def save(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, ForAll)
        wanted = choices_from(form, EVENTS)
        before = await preferences.held_of_company()
        if form.value("seen") != _mark(before):
            form.fail("", _("Somebody else has changed this meanwhile. Open it again to see what it says now."))
            return _page(form, wanted, status=409)
        kept = await preferences.choose_for_all({} if form.value("do") == "usual" else wanted)
        if kept != before:
            await record("notices.defaults_changed", changes={"choices": [dict(before), kept]})
        return redirect(f"{HERE}?done=saved")


def _page(form: Form[ForAll], choices: Mapping[str, Choice], *, status: int = 200) -> Response[Any]:
    return Page(
        "notices/company.html",
        status=status,
        form=form,
        groups=rows(choices),
        channels=CHANNELS,
        done=moment().query == "done=saved",
    )


def _mark(company: Mapping[str, Any]) -> str:
    """Choices that say the same have the same: the form tells with it what it was opened on."""
    return sign("notice default", msgspec.json.encode(company, order="sorted").decode())
