"""`/admin/notifications`: what people of the company hear of until they choose otherwise."""

from typing import Any

from litestar import Controller, Request, Response, get, post

from polydesk.kernel.audit import record
from polydesk.kernel.web import Page, moment, read_form, redirect
from polydesk.notices import preferences, words
from polydesk.notices.choice import CHANNELS
from polydesk.notices.setting_form import Grid, choices_from, rows

HERE = "/admin/notifications"
EVENTS = words.TICKETS + words.PROMISES + words.COMPANY


class NoticeDefaultPages(Controller):
    path = HERE

    @get()
    async def show(self) -> Response[Any]:
        company = await preferences.of_company()
        return Page(
            "notices/company.html",
            groups=rows({event: words.choice_of(event, company) for event in EVENTS}),
            channels=CHANNELS,
            done=moment().query == "done=saved",
        )

    @post()
    async def save(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, Grid)
        usual = form.value("do") == "usual"
        before = await preferences.of_company()
        kept = await preferences.choose_for_all({} if usual else choices_from(form, EVENTS))
        if kept != before:
            await record("notices.defaults_changed", changes={"choices": [dict(before), kept]})
        return redirect(f"{HERE}?done=saved")
