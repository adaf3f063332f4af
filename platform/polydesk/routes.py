"""Every address on one page: what answers on the platform's host and on a tenant's host, and who may enter.

A guard on each group says who; a route without one stops the program at its start (`check_all_guarded`).
"""

from typing import Any

from litestar import Router

from polydesk.kernel.mail.mailbox_pages import MailboxPages
from polydesk.kernel.settings import settings
from polydesk.kernel.storage.pages import FilePages
from polydesk.kernel.web import anyone, assets, health, theme

HEALTH = Router("/", guards=[anyone], route_handlers=[health.healthz, health.readyz, health.figures])
BROWSER_FILES = Router("/", guards=[anyone], route_handlers=[assets.serve_asset, theme.choose_theme])
MAILBOX = Router("/", guards=[anyone], route_handlers=[MailboxPages])
FILES = Router("/", guards=[anyone], route_handlers=[FilePages])

# Only in development can anybody read the mails that nobody got.
PLATFORM: list[Any] = [HEALTH, BROWSER_FILES, *([] if settings().is_production else [MAILBOX])]
TENANT: list[Any] = [BROWSER_FILES, FILES]
