"""Cross-site requests are refused, without tokens: by Sec-Fetch-Site, else by Origin, else when a session comes along.

`same-site` is refused too: tenants are neighbours on one site. Signed webhooks and API keys are the only exemptions,
named in EXEMPT and listed in a test.
"""

from i18n import lazy
from polydesk.kernel.refusals import Forbidden
from polydesk.kernel.web import failures
from polydesk.kernel.web.asgi import App, Receive, Scope, Send
from polydesk.kernel.web.moment import Moment, moment

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
EXEMPT = frozenset({"/stripe/events"})


class CrossSite(Forbidden):
    message = lazy("This request came from another site, so it was not carried out. Open the page here and try again.")


class SameOriginOnly:
    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_foreign(moment()):
            await failures.send(CrossSite(), scope, receive, send)
        else:
            await self.app(scope, receive, send)


def is_foreign(here: Moment) -> bool:
    if here.method in SAFE or here.path in EXEMPT:
        return False
    if site := here.headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    if origin := here.headers.get("origin"):
        return origin.lower() != f"{here.scheme}://{here.host}".lower()
    return any("session" in name for name in here.cookies)
