"""`/admin/mails/<mail>/<language>/preview`: the mail as a customer gets it, with what is typed now. Shown in a frame,
keeps nothing.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from polydesk.kernel.mail.mailbox_pages import MAIL_POLICY
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Form, Page, html
from polydesk.kernel.web.content_policy import policy
from polydesk.kernel.web.forms import clean
from polydesk.mail_texts import looking
from polydesk.mail_texts.forms import MailForm, typed
from polydesk.mail_texts.looking import Look
from polydesk.mail_texts.pages import NO_SUCH_TICKET, address, opened
from polydesk.mail_texts.versions import newest

AnyRequest = Request[Any, Any, Any]

FRAMED = {"Content-Security-Policy": policy(framed=True)}
MAIL = {"Content-Security-Policy": MAIL_POLICY.replace("http: https:", "'self' http: https:")}


class PreviewPages(Controller):
    path = "/admin/mails/{mail:str}/{tongue:str}/preview"

    @get()
    async def show(self, request: AnyRequest, mail: FromPath[str], tongue: FromPath[str]) -> Response[Any]:
        one, language = opened(mail, tongue)
        form = _asked(request.query_params)
        try:
            seen = await _look(form, mail, tongue)
        except NotFound:
            return Page("mail_texts/preview.html", headers=FRAMED, fault=NO_SUCH_TICKET, status=404)
        return Page(
            "mail_texts/preview.html",
            headers=FRAMED,
            seen=seen,
            language=language,
            text=(await looking.shown(seen.letter, language)).text,
            mail=f"{address(one, language)}/preview/mail?{urlencode(form.values, doseq=True)}",
        )

    @get("/mail")
    async def mail(self, request: AnyRequest, mail: FromPath[str], tongue: FromPath[str]) -> Response[str]:
        _one, language = opened(mail, tongue)
        seen = await _look(_asked(request.query_params), mail, tongue)
        return html((await looking.shown(seen.letter, language)).html, headers=MAIL)


def _asked(query: Mapping[str, Any]) -> Form[MailForm]:
    return Form(MailForm, {name: [clean(str(query[name]))] for name in MailForm.__struct_fields__ if name in query}, {})


async def _look(form: Form[MailForm], mail: str, tongue: str) -> Look:
    """What is typed, or what is kept where nothing is. A number that is none is no ticket."""
    one, language = opened(mail, tongue)
    if not form.ok:
        raise NotFound
    words = typed(form) if "subject" in form.values else (await newest(one.name, language)).words
    return await looking.look(one, language, words, ticket=form.data.ticket)
