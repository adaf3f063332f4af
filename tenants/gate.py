"""The gate: reads the host, finds the house, opens the unit, and lets the request in, or says 421 to strangers."""

from collections.abc import Callable

from i18n import _, live_in, speak
from i18n.locales import negotiate
from polydesk.kernel import unit
from polydesk.kernel.refusals import Misdirected
from polydesk.kernel.settings import settings
from polydesk.kernel.tenancy import acting_for
from polydesk.kernel.web import failures, transaction
from polydesk.kernel.web.asgi import App, Receive, Scope, Send
from polydesk.kernel.web.moment import moment
from tenants import directory, here
from tenants.closing import door


class Gate:
    """Chooses between the platform's application and the tenants' one, each inside the unit that fits it."""

    def __init__(self, *, platform: App, tenants: App, open_paths: Callable[[str], bool]) -> None:
        self.platform = platform
        self.tenants = tenants
        self.open_paths = open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.open_paths(scope["path"]):
            await self.platform(scope, receive, send)
        elif directory.is_platform(moment().host):
            here.enter(None)
            await transaction.run(self.platform, unit.Unit("platform", None), scope, receive, send)
        else:
            await self._enter_house(scope, receive, send)

    async def _enter_house(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = await directory.find(moment().host)
        if isinstance(found, directory.Site):
            await self._at_home(found, scope, receive, send)
        elif isinstance(found, directory.Moved):
            await _redirect(f"{moment().scheme}://{found.to}{moment().full_path}", send)
        else:
            await failures.send(_nobody(), scope, receive, send)

    async def _at_home(self, site: directory.Site, scope: Scope, receive: Receive, send: Send) -> None:
        here.enter(site)
        live_in(site.zone)
        speak(_language(site))
        if not site.is_open and not (site.status == "closed" and door.leads_in(moment().path)):
            shut = door.Closed() if site.status == "closed" else door.NotOpen()
            await failures.send(shut, scope, receive, send)
            return
        with acting_for(site.id):
            await transaction.run(self.tenants, unit.Unit("app", site.id), scope, receive, send)


def _nobody() -> Misdirected:
    """The way out leads to the platform: the first page of this host is as empty as every other."""
    refusal = Misdirected()
    refusal.action = (_("First page"), settings().base_url)
    return refusal


def _language(site: directory.Site) -> str:
    """The language that the address names, else what the browser and the tenant agree on; guards may know better."""
    asked = moment()
    segment = asked.path[1:].partition("/")[0]
    return negotiate(
        site.languages,
        explicit=segment if segment in site.languages else asked.cookies.get("language"),
        accept=asked.headers.get("accept-language"),
        default=site.default_language,
    )


async def _redirect(to: str, send: Send) -> None:
    headers = [(b"location", to.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 308, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
