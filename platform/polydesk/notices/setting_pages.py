"""`/desk/notices/settings`: what somebody hears of, by which channel, and when."""

from typing import Any

from litestar import Controller, Request, Response, get, post

from i18n.formats import zone_name
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.web import Form, Page, moment, read_form, redirect
from polydesk.notices import browsers, holding, preferences, web_push, words
from polydesk.notices.choice import CHANNELS, Choice
from polydesk.notices.pages import my_id
from polydesk.notices.preferences import Preferences
from polydesk.notices.quiet import Rhythm
from polydesk.notices.setting_form import Day, Settings, choices_from, days, days_from, rhythm_from, rows

HERE = "/desk/notices/settings"
AnyRequest = Request[Any, Any, Any]


class NoticeSettingPages(Controller):
    path = HERE

    @get()
    async def show(self) -> Response[Any]:
        chosen = await preferences.preferences(my_id())
        return await _page(_choices(chosen), chosen.rhythm, days(chosen.rhythm))

    @post()
    async def save(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, Settings)
        chosen = await preferences.preferences(my_id())
        wanted = choices_from(form, events_for_me())
        if form.value("do") == "copy":
            form.errors.clear()
            return await _page(wanted, chosen.rhythm, days_from(form), form=form)
        rhythm = rhythm_from(form, chosen.rhythm.zone)
        if rhythm is None:
            return await _page(wanted, chosen.rhythm, days_from(form), form=form, status=422)
        await preferences.choose(my_id(), wanted, rhythm)
        await holding.plan_anew(my_id(), rhythm)
        return redirect(f"{HERE}?done=saved")

    @post("/usual")
    async def forget(self) -> Response[Any]:
        await preferences.forget(my_id())
        await holding.plan_anew(my_id(), (await preferences.preferences(my_id())).rhythm)
        return redirect(f"{HERE}?done=usual")


def events_for_me() -> tuple[str, ...]:
    """Of tickets hears who may read them, of the company's own affairs who leads it."""
    me = actor()
    tickets = words.TICKETS + words.PROMISES if me.may("tickets.read") else ()
    return tickets + (words.COMPANY if me.may("settings.manage") else ())


def _choices(chosen: Preferences) -> dict[str, Choice]:
    return {event: chosen.choice(event) for event in events_for_me()}


async def _page(
    choices: dict[str, Choice],
    rhythm: Rhythm,
    quiet: list[Day],
    *,
    form: Form[Settings] | None = None,
    status: int = 200,
) -> Response[Any]:
    said = moment().query.removeprefix("done=")
    return Page(
        "notices/settings.html",
        status=status,
        groups=rows(choices),
        channels=CHANNELS,
        zone_name=zone_name(rhythm.zone, now(), "long"),
        pace=form.value("pace") if form else rhythm.pace,
        digest_at=f"{rhythm.digest_at:%H:%M}",
        urgent=form.all_values("urgent") if form else rhythm.urgent,
        days=quiet,
        form=form,
        browsers=await browsers.browsers_of(my_id()),
        push_key=web_push.public_key(),
        done=said if said in ("saved", "usual", "tested") else "",
    )
