"""The wiring of the web: two Litestar applications behind one gate, and the middlewares around them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar_htmx import HTMXRequest

from billing import frame
from polydesk import routes, wiring
from polydesk.kernel import database, logs, tally, valkey
from polydesk.kernel.settings import settings
from polydesk.kernel.web import assets, failures, health
from polydesk.kernel.web.asgi import App, Receive, Scope, Send
from polydesk.kernel.web.cross_site import SameOriginOnly
from polydesk.kernel.web.envelope import Envelope
from polydesk.kernel.web.guards import check_all_guarded
from polydesk.kernel.web.heads import AnswersHeads
from polydesk.kernel.web.page_cache import PageCache
from polydesk.kernel.web.rendering import provide
from polydesk.kernel.web.routing import ByPath
from portal import languages
from tenants import here
from tenants.gate import Gate

BODY_LIMIT = 1_000_000


def create_app() -> App:
    """The whole product as one ASGI application; raises Unguarded when a route does not say who may enter."""
    logs.configure()
    wiring.load()
    assets.read_all()
    provide("site", here.view)
    provide("languages", languages.offered)
    if settings().bills:
        provide("standing", frame.frame)
    platform = application(routes.platform(), lifespan=[_lifespan])
    tenants = application(routes.tenant())
    gate = Gate(platform=platform, tenants=tenants, open_paths=_on_any_host)
    return _Wired(PageCache(Envelope(AnswersHeads(SameOriginOnly(gate)))), lifespan=platform)


def _on_any_host(path: str) -> bool:
    return path in health.PATHS or path.startswith("/assets/")


def application(handlers: list[Any], **more: Any) -> Litestar:
    """One host's application; also what tests read the list of all doors from."""
    built = _Application(
        route_handlers=handlers,
        exception_handlers={Exception: failures.answer},
        request_class=HTMXRequest,
        request_max_body_size=BODY_LIMIT,
        openapi_config=None,
        logging_config=None,  # its own would take over `logs` and begin a thread
        **more,
    )
    check_all_guarded(built)
    return built


class _Application(ByPath, Litestar):  # type: ignore[misc]
    """Litestar without its plugins for libraries that happen to be installed: pydantic alone is 8 MB."""

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]


@asynccontextmanager
async def _lifespan(_app: Litestar) -> AsyncIterator[None]:
    async with wiring.running():
        try:
            yield
        finally:
            health.leave()
            await tally.write_all()
            await valkey.close()
            await database.close_pools()


class _Wired:
    """Requests go through the middlewares, start and stop go straight to the application that owns the lifespan."""

    def __init__(self, requests: App, *, lifespan: App) -> None:
        self._requests = requests
        self._lifespan = lifespan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._lifespan if scope["type"] == "lifespan" else self._requests)(scope, receive, send)
