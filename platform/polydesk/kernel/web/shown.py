"""Shown: a page whose nonce is bound to a cookie of the browser that it was shown to."""

from dataclasses import dataclass

from litestar import Response
from litestar.datastructures import Cookie


@dataclass(frozen=True)
class Shown:
    """`cookie` is set under `name` by the answer that shows the page, where the browser had none."""

    nonce: str
    name: str
    cookie: str | None

    def on(self, answer: Response[str]) -> Response[str]:
        if self.cookie:
            answer.set_cookie(Cookie(key=self.name, value=self.cookie, secure=True, httponly=True, samesite="lax"))
        return answer
