"""HEAD: answered as GET is, without the body (RFC 9110), for monitors, caches and whatever looks where a link leads.

What asks so is known by `moment().method`; everything beneath sees a GET. Its answer is over with its headers, so that no
file is read for nobody and no stream stays open.
"""

from polydesk.kernel.web.asgi import App, Message, Receive, Scope, Send


class AnswersHeads:
    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        asked = {**scope, "method": "GET"}
        try:
            await self.app(asked, receive, _without_body(send))
        finally:
            scope["path_template"] = asked.get("path_template")


def _without_body(send: Send) -> Send:
    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            await send({"type": "http.response.body", "body": b""})

    return send_on
