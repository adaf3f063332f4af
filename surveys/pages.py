"""The pages: rate, thank, and the admin's setting. A GET never records anything."""

from datetime import timedelta
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery

from i18n import _, speak
from polydesk.kernel.audit import record
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.kernel.wording import read_texts, texts_as_fields
from surveys import answering, queries, setting
from surveys.answering import InvitationOver
from surveys.forms import Answer, Setting
from surveys.question import LONGEST, change_question, question, worded
from surveys.scale import STEPS, preselected, step
from surveys.tables import Invitation
from tenants.here import site

ANSWERS_PER_HOUR = 30


class RatePages(Controller):
    path = "/rate/{token:str}"

    @get()
    async def show(self, token: FromPath[str], score: FromQuery[str | None] = None) -> Response[Any]:
        asked = await _invitation(token)
        given = await queries.rating_of(asked)
        chosen = preselected(score) or (given.score if given else None)
        form = empty(Answer, score=str(chosen or ""), comment=given.comment if given else "")
        return await _rate_page(token, form, given=given)

    @post()
    async def create(self, request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
        asked = await _invitation(token)
        form = await read_form(request, Answer)
        if not await allow("rate", str(asked.id), limit=ANSWERS_PER_HOUR, per=timedelta(hours=1)):
            raise TooMany()
        if form.ok and not answering.is_human(token, form.data.nonce):
            form.fail("", _("Please confirm your choice once more, so that we know it comes from you."))
        if not form.ok:
            return await _rate_page(token, form, given=await queries.rating_of(asked), status=422)
        await answering.answer(asked, score=form.data.score, comment=form.data.comment)
        return redirect(f"/rate/{token}/thanks")

    @get("/thanks")
    async def thanks(self, token: FromPath[str]) -> Response[Any]:
        asked = await _invitation(token)
        given = await queries.rating_of(asked)
        if given is None:
            return redirect(f"/rate/{token}")
        return Page("surveys/thanks.html", token=token, given=given, step=step(given.score), headers=_PRIVATE)


class SurveySettingPages(Controller):
    path = "/admin/surveys"

    @get()
    async def show(self) -> Response[Any]:
        now = await queries.setting()
        form = empty(
            Setting,
            delay_hours=str(now.delay_s // 3600),
            enabled="yes" if now.enabled else "",
            **texts_as_fields("question", await question()),
        )
        return _setting_page(form)

    @post()
    async def update(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form, before = await read_form(request, Setting), await question()
        wanted = read_texts(form, "question", site().languages, limit=LONGEST, before=before)
        if not form.ok:
            return _setting_page(form, status=422)
        changes = await setting.change(enabled=bool(form.data.enabled), delay_s=form.data.delay_hours * 3600)
        if wanted != before:
            await change_question(wanted)
            changes["question"] = [before, wanted]
        await record("surveys.setting_changed", changes=changes)
        return redirect("/admin/surveys?saved=1")


# The address is the secret: no other site may hear it, no cache may keep it, no search engine may list it.
_PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}


async def _invitation(token: str) -> Invitation:
    """The open invitation behind the link, and its language as the page's, unless the reader chose another one."""
    asked = await queries.invitation(token)
    if asked is None:
        raise InvitationOver()
    if asked.language in site().languages and "language" not in moment().cookies:
        speak(asked.language)
    return asked


async def _rate_page(token: str, form: Form[Answer], *, given: object, status: int = 200) -> Response[Any]:
    return Page(
        "surveys/rate.html",
        status=status,
        headers=_PRIVATE,
        form=form,
        token=token,
        given=given,
        steps=STEPS,
        question_asked=worded(await question(), site().default_language),
        nonce=answering.nonce(token),
    )


def _setting_page(form: Form[Setting], status: int = 200) -> Response[Any]:
    return Page("surveys/setting.html", status=status, form=form, steps=STEPS, saved=moment().query == "saved=1")
