"""The address of the live stream."""

from litestar import Controller, get
from litestar.response import Stream

from polydesk.desk.stream import stream
from polydesk.kernel.actor import actor
from polydesk.kernel.tenancy import current_tenant


class StreamPages(Controller):
    path = "/desk/stream"

    @get()
    async def listen(self) -> Stream:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return Stream(stream(current_tenant(), actor()), media_type="text/event-stream", headers=headers)
