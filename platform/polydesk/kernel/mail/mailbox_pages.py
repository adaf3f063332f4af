"""The mailbox: in development, the browser reads here what would have left (platform host, `/mailbox`)."""

from typing import Any

from litestar import Controller, Response, get
from litestar.params import FromPath, FromQuery

from polydesk.kernel.mail.twin import MailboxTwin
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.settings import settings
from polydesk.kernel.web import Page, html

# Mails carry inline styles and may show the tenant's logo; they run nothing, and their links open outside of the frame.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


class MailboxPages(Controller):
    path = "/mailbox"

    @get()
    async def index(self, to: FromQuery[str] = "") -> Response[str]:
        return Page("mail/mailbox.html", partial="mail/_mails.html", mails=_twin().newest(to=to), to=to)

    @get("/{key:str}")
    async def show(self, key: FromPath[str]) -> Response[str]:
        return Page("mail/mail.html", mail=_twin().find(key) or _missing())

    @get("/{key:str}/html")
    async def body(self, key: FromPath[str]) -> Response[str]:
        caught = _twin().find(key) or _missing()
        return html(caught.html, headers={"Content-Security-Policy": MAIL_POLICY})


def _twin() -> MailboxTwin:
    return MailboxTwin(settings().mailbox_folder)


def _missing() -> Any:
    raise NotFound
