"""By hand: a page that a link in a mail opens knows whether a person pressed its button.

Its nonce is bound to the link, to a cookie of the browser that the page was shown to and to the moment; nothing is kept
of it. Whoever posts without having been shown the page, in no time, or says that it is a scanner, is no person.
"""

from datetime import UTC, datetime, timedelta

from polydesk.kernel.clock import now
from polydesk.kernel.tokens import new_token, sign, signed
from polydesk.kernel.web import moment
from polydesk.kernel.web.shown import Shown
from surveys.robots import FASTEST_PERSON, is_scanner

COOKIE = "__Host-by-hand"
PURPOSE = "page of a link"
HOLDS = timedelta(hours=6)


def show(link: str) -> Shown:
    known = moment().cookies.get(COOKIE, "")
    cookie, at = known or new_token(), str(int(now().timestamp() * 1_000))
    return Shown(f"{at}.{sign(PURPOSE, link, cookie, at)}", COOKIE, None if known else cookie)


def is_proven(nonce: str, link: str) -> bool:
    at, _dot, signature = nonce.partition(".")
    cookie = moment().cookies.get(COOKIE, "")
    if not cookie or not at.isdecimal() or not at.isascii() or is_scanner(moment().headers):
        return False
    return signed(signature, PURPOSE, link, cookie, at) and FASTEST_PERSON <= now() - _instant(at) <= HOLDS


def _instant(at: str) -> datetime:
    return datetime.fromtimestamp(int(at) / 1_000, UTC)
