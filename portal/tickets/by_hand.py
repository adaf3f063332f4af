"""By hand: a page that a link in a mail opens knows whether a person pressed its button.

Its nonce is bound to the link, to a cookie of the browser that the page was shown to and to the moment; nothing is kept
of it. Whoever posts without having been shown the page, in no time, or says that it is a scanner, is no person.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from litestar import Response
from litestar.datastructures import Cookie

from polydesk.kernel.clock import now
from polydesk.kernel.tokens import new_token, sign, signed
from polydesk.kernel.web import moment
from surveys.robots import FASTEST_PERSON, is_scanner

COOKIE = "__Host-by-hand"
PURPOSE = "page of a link"
HOLDS = timedelta(hours=6)


@dataclass(frozen=True)
class Shown:
    """`cookie` is set by the answer that shows the page, where the browser had none."""

    nonce: str
    cookie: str | None

    def on(self, answer: Response[str]) -> Response[str]:
        if self.cookie:
            answer.set_cookie(Cookie(key=COOKIE, value=self.cookie, secure=True, httponly=True, samesite="lax"))
        return answer


def show(link: str) -> Shown:
    known = moment().cookies.get(COOKIE, "")
    cookie, at = known or new_token(), str(int(now().timestamp() * 1_000))
    return Shown(f"{at}.{sign(PURPOSE, link, cookie, at)}", None if known else cookie)


def is_proven(nonce: str, link: str) -> bool:
    at, _dot, signature = nonce.partition(".")
    cookie = moment().cookies.get(COOKIE, "")
    if not cookie or not at.isdecimal() or not at.isascii() or is_scanner(moment().headers):
        return False
    return signed(signature, PURPOSE, link, cookie, at) and FASTEST_PERSON <= now() - _instant(at) <= HOLDS


def _instant(at: str) -> datetime:
    return datetime.fromtimestamp(int(at) / 1_000, UTC)
