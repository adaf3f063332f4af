"""`/.well-known/polydesk/host?domain=`: whether a host is ours, asked by the proxy before it gets a certificate."""

from litestar import Controller, Response, get
from litestar.params import FromQuery

from polydesk.kernel.settings import settings
from polydesk.kernel.web import html
from tenants import directory


class HostPages(Controller):
    path = "/.well-known/polydesk/host"

    @get()
    async def show(self, domain: FromQuery[str] = "") -> Response[str]:
        """200 for the platform, a tenant's present or former host and a proven domain; else 404."""
        base = settings().base_host
        plain, _colon, port = base.partition(":")
        asked = domain.strip().lower().rstrip(".")
        # The proxy names hosts without a port; in development ours have one.
        name = f"{asked}:{port}" if port and (asked == plain or asked.endswith(f".{plain}")) else asked
        known = name == base or (bool(asked) and await directory.find(name) is not None)
        return html("yes" if known else "no", status=200 if known else 404)
