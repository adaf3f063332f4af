"""The request is the transaction: a lazy unit around the application, committed before the first byte of a good answer.

An answer of 400 or above rolls back. If the commit fails, nothing has been sent yet, so the answer becomes 409 or 503.
"""

from polydesk.kernel import metrics, unit
from polydesk.kernel.logs import logger
from polydesk.kernel.refusals import Conflict, Unavailable
from polydesk.kernel.web import failures
from polydesk.kernel.web.asgi import App, Message, Receive, Scope, Send


async def run(app: App, work: unit.Unit, scope: Scope, receive: Receive, send: Send) -> None:
    """Runs `app` inside `work`; whatever happens, the unit ends with it."""
    decided = _Decides(work, scope, receive, send)
    async with unit.entered(work):
        try:
            await app(scope, receive, decided)
        finally:
            metrics.observe_statements(work.statements)
            await work.rollback()


class _Decides:
    def __init__(self, work: unit.Unit, scope: Scope, receive: Receive, send: Send) -> None:
        self._work = work
        self._scope = scope
        self._receive = receive
        self._send = send
        self._replaced = False

    async def __call__(self, message: Message) -> None:
        if self._replaced:
            return
        if message["type"] == "http.response.start" and not await self._kept(message["status"]):
            self._replaced = True
            return
        await self._send(message)

    async def _kept(self, status: int) -> bool:
        if status >= 400:
            await self._work.rollback()
            return True
        try:
            await self._work.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing was kept, and the client must hear so
            logger().error("a commit failed", exc_info=error)
            refusal = failures.as_refusal(error)
            answer = refusal if isinstance(refusal, Unavailable | Conflict) else Conflict()
            await failures.send(answer, self._scope, self._receive, self._send)
            return False
        return True
