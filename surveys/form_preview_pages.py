"""`/admin/surveys/forms/preview`: the page and the mail with what is typed in the editor, in any language of the company,
light or dark. Shown in a frame; keeps nothing and can be answered nowhere.
"""

from dataclasses import replace
from typing import Any

from litestar import Controller, Request, Response, get, post

from i18n import speaking
from polydesk.kernel.mail.mailbox_pages import MAIL_POLICY
from polydesk.kernel.web import Form, Page, html, moment, read_form
from polydesk.kernel.web.content_policy import policy
from polydesk.kernel.web.forms import clean
from polydesk.mail_texts import looking
from polydesk.mail_texts.occasions import Example
from polydesk.mail_texts.versions import newest
from surveys import answer_form, mails
from surveys.asked import asked
from surveys.editor_form import MOST_FIELDS, EditorForm, read_content
from surveys.editor_rows import carry_scores_over
from surveys.form_content import Content
from surveys.form_version import FormVersion, version_of
from tenants.brands import brands, wear
from tenants.here import site

AnyRequest = Request[Any, Any, Any]
FRAMED = {"Content-Security-Policy": policy(framed=True)}
MAIL = {"Content-Security-Policy": MAIL_POLICY.replace("http: https:", "'self' http: https:")}
THEMES = ("light", "dark")


class FormPreviewPages(Controller):
    path = "/admin/surveys/forms/preview"

    @get()
    async def show(self, request: AnyRequest) -> Response[Any]:
        query = request.query_params
        values = {clean(name): [clean(str(text)) for text in query.getall(name)] for name in query.keys()}  # noqa: SIM118
        return await _look(Form(EditorForm, values, {}))

    @post(status_code=200)
    async def show_without_scripts(self, request: AnyRequest) -> Response[Any]:
        return await _look(await read_form(request, EditorForm, most_fields=MOST_FIELDS))


async def _look(form: Form[EditorForm]) -> Response[Any]:
    carry_scores_over(form)
    await _wear_its_brand(form)
    language, theme = form.value("preview_language"), form.value("preview_theme")
    language = language if language in site().languages else site().default_language
    version = version_of(read_content(form, site().languages, site().default_language, before=Content()))
    if form.value("preview_of") == "mail":
        return html(_in_one_light(await _mail(version, language), theme), headers=MAIL)
    moment().extras["theme"] = theme if theme in THEMES else "auto"
    with speaking(language):
        seen = asked(version, company=site().name)
        return Page("surveys/form_preview.html", headers=FRAMED, asked=seen, form=answer_form.blank(version))


async def _wear_its_brand(form: Form[EditorForm]) -> None:
    chosen = form.all_values("brand")
    await wear(next((one.id for one in await brands() if str(one.id) in chosen), None))


async def _mail(version: FormVersion, language: str) -> str:
    """As the newest ticket would get it, with the words that the company wrote for this mail."""

    async def example(number: int | None) -> Example:
        return await mails.example(number, version)

    words = (await newest(mails.SURVEY.name, language)).words
    seen = await looking.look(replace(mails.SURVEY, example=example), language, words, ticket=None)
    return (await looking.shown(seen.letter, language)).html


def _in_one_light(mail: str, theme: str) -> str:
    """A mail follows the reader's screen; here it follows what is chosen."""
    return mail.replace("@media (prefers-color-scheme: dark)", "@media all" if theme == "dark" else "@media not all")
