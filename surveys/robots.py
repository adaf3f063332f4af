"""Robots: the marks by which mail scanners and link previews are told from people. Pure: what is seen goes in, signs come out.

A sign on an opening says what the page was fetched by; a sign on an answer is why it does not count. People lose
nothing by a sign: they are asked to confirm once more, on a page that was shown to them alone.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Sign = Literal["head", "prefetch", "scanner", "sweep", "no_page", "no_cookie", "other_browser", "used", "fast"]

FASTEST_PERSON = timedelta(seconds=0.7)
SWEEP_WITHIN = timedelta(seconds=10)
QUICK_SWEEP_WITHIN = timedelta(seconds=3)
SWEEP_OF = 3
LONGEST_AGENT = 200

# Programs that say what they are: scanners of mail gateways, link previews, libraries, browsers without a window.
# (Cubot makes telephones.)
SCANNERS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|preview|scan|safelinks|proofpoint|mimecast|barracuda|cloudmark|messagelabs|symantec|trendmicro"
    r"|forcepoint|fireeye|sophos|urldefense|ironport|zscaler|googleimageproxy|yahoomailproxy|headlesschrome|phantomjs"
    r"|puppeteer|playwright|selenium|curl/|wget|python|java/|okhttp|libwww|go-http|node-fetch|axios|guzzle|httpclient"
    r"|ruby|perl|php|scrapy|facebookexternalhit|slack-imgproxy|skypeuripreview|whatsapp|microsoft office",
    re.IGNORECASE,
)
PREFETCHES = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
PREFETCH_HEADERS = ("purpose", "sec-purpose", "x-purpose", "x-moz")


@dataclass(frozen=True)
class Opening:
    """One showing of the page, with the score that its link named."""

    at: datetime
    score: int | None
    signs: tuple[str, ...] = ()
    used_at: datetime | None = None


def signs_of_request(method: str, headers: Mapping[str, str]) -> tuple[Sign, ...]:
    """What the request for the page says of whoever made it."""
    found: list[Sign] = []
    if method == "HEAD":
        found.append("head")
    if any(PREFETCHES.search(headers.get(name, "")) for name in PREFETCH_HEADERS):
        found.append("prefetch")
    if is_scanner(headers):
        found.append("scanner")
    return tuple(found)


def is_scanner(headers: Mapping[str, str]) -> bool:
    """Also what does not say what it is: every browser does."""
    agent = headers.get("user-agent", "").strip()
    return not agent or bool(SCANNERS.search(agent))


def is_sweep(openings: Sequence[Opening], *, steps: int) -> bool:
    """Whether so many different scores were opened within seconds that nobody was choosing; `openings` in their order.

    Of a scale with two steps somebody may hit the wrong one first: there only who opens both at once is a robot.
    """
    wanted, within = (SWEEP_OF, SWEEP_WITHIN) if steps > 2 else (2, QUICK_SWEEP_WITHIN)
    for place, first in enumerate(openings):
        burst = {one.score for one in openings[place:] if one.score is not None and one.at - first.at <= within}
        if len(burst) >= wanted:
            return True
    return False


def signs_of_answer(
    opening: Opening | None, *, at: datetime, headers: Mapping[str, str], cookie: Literal["ours", "another", "none"]
) -> tuple[Sign, ...]:
    """Why an answer does not count; nothing for a person's. `opening` is the page that its nonce names, if it does."""
    found: list[Sign] = ["scanner"] if is_scanner(headers) else []
    if opening is None:
        return (*found, "no_page")
    if cookie != "ours":
        found.append("no_cookie" if cookie == "none" else "other_browser")
    if opening.used_at is not None:
        found.append("used")
    if at - opening.at < FASTEST_PERSON:
        found.append("fast")
    return (*found, *(sign for sign in _KEPT if sign in opening.signs))


def tells_of_a_robot(signs: Collection[str]) -> bool:
    """An old page that is sent once more is a person's; it is asked again, but there is nothing to suspect."""
    return bool(set(signs) - {"used"})


_KEPT: tuple[Sign, ...] = ("prefetch", "sweep")
