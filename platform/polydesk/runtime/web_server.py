"""The web server: uvicorn around `polydesk.app:create_app`, one process for each worker, on sockets opened beforehand."""

import asyncio
import socket
import sys
from types import FrameType

import uvicorn

from polydesk.runtime.listener import BACKLOG

APP = "polydesk.app:create_app"


def serve(descriptors: list[int], *, grace: int) -> int:
    """Serves in this process until SIGTERM; then open requests get `grace` seconds."""
    return Server(config(grace)).serve_until_signal(opened(descriptors))


def opened(descriptors: list[int]) -> list[socket.socket]:
    return [socket.socket(fileno=descriptor) for descriptor in descriptors]


class Server(uvicorn.Server):
    """Uvicorn that says goodbye: `/readyz` says no and open event streams end, so that nobody is waited for in vain."""

    def serve_until_signal(self, sockets: list[socket.socket]) -> int:
        self.run(sockets=sockets)
        # A start that failed has said why already.
        return 0 if self.started else 3

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        from polydesk.kernel.live import hub
        from polydesk.kernel.web import health

        health.leave()
        self._loop.call_soon_threadsafe(hub().end_readers)
        super().handle_exit(sig, frame)


def config(grace: int) -> uvicorn.Config:
    return uvicorn.Config(
        APP,
        factory=True,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        http="httptools",
        ws="none",
        lifespan="on",
        backlog=BACKLOG,
        # The application trusts proxies by its own setting (TRUSTED_PROXIES); the server must not do so a second time.
        proxy_headers=False,
        server_header=False,
        date_header=True,
        access_log=False,
        log_level="warning",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=grace,
    )
