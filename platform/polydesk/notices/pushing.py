"""News in browsers: what is due for a member goes to each browser in which they are signed in, one job each.

A browser shows one notification for each ticket, so that a second attempt after a crash replaces what it shows instead
of doubling it. It says what the subject of the mail would say, no more. A browser that is gone is forgotten.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from i18n import _, current_locale, living_in, speaking
from i18n.locales import direction
from polydesk.kernel import egress, unit
from polydesk.kernel.egress import NotPublic, Unreachable
from polydesk.kernel.outbox import Lease, Retry, enqueue
from polydesk.notices import browsers, due, holding, letters, web_push
from polydesk.notices.browsers import Browser
from polydesk.notices.due import News
from polydesk.notices.preferences import preferences
from tenants import here
from tenants.addressees import addressee, language_for

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
GONE = frozenset({401, 403, 404, 410})  # 401 and 403: it was subscribed under another key
NOT_NOW = frozenset({408, 425, 429})
CHOSEN = """
SELECT id, kind, ticket_id, data, created_at, false FROM notice
 WHERE tenant_id = app.tenant_id() AND member_id = $1 AND id = ANY($2::uuid[]) AND seen_at IS NULL ORDER BY created_at, id
"""


@dataclass(frozen=True)
class Word:
    """What a browser shows; `tag`: what it replaces."""

    title: str
    url: str
    tag: str

    def packed(self) -> bytes:
        language = current_locale()
        return msgspec.json.encode({**vars(self), "lang": language, "dir": direction(language)})


async def collect(member_id: UUID, at: datetime) -> None:
    """What is due, in the transaction that lets it go."""
    news = await due.take("push", member_id, at, await preferences(member_id))
    if not news:
        return
    for browser_id in await browsers.reachable(member_id):
        await enqueue(
            "notices.push_to",
            browser_id=str(browser_id),
            notice_ids=[str(one.id) for one in news],
            urgent=any(one.is_urgent for one in news),
        )
    await holding.release("push", [one.id for one in news])


async def try_out(browser_id: UUID) -> None:
    """A word to this browser, to see whether it arrives."""
    await enqueue("notices.push_to", browser_id=str(browser_id), notice_ids=[], urgent=True)


async def deliver(lease: Lease, browser_id: UUID, notice_ids: list[UUID], *, urgent: bool) -> None:
    """One attempt. No unit is open while it travels."""
    async with lease.unit():
        browser = await browsers.reachable_one(browser_id)
        word = await _word(browser, notice_ids) if browser else None
    if browser is None or word is None:
        return
    await lease.renew()
    status = await _send(browser, *word, urgent=urgent)
    async with lease.unit():
        await lease.hold()
        await _write_down(browser, status)
        if not _comes_again(status, lease.attempt):
            await lease.finish()
    if _comes_again(status, lease.attempt):
        raise Retry("the push service asked to come again", after=PAUSES[lease.attempt - 1])


async def _word(browser: Browser, notice_ids: list[UUID]) -> tuple[bytes, str] | None:
    """What is shown, in its reader's language, and its tag; None when they have seen it meanwhile."""
    member = await addressee(browser.member_id)
    site = await here.visit()
    news = [News(*row) for row in await unit.fetch(CHOSEN, browser.member_id, notice_ids)]
    if member is None or (notice_ids and not news):
        return None
    with speaking(await language_for(member)), living_in(member.zone or site.zone):
        word = await _said(news, site.base_url)
        return word.packed(), word.tag


async def _said(news: list[News], base_url: str) -> Word:
    groups = due.by_ticket(news)
    if not groups:
        return Word(_("This browser tells you what happens."), f"{base_url}/desk/notices", "test")
    if len(groups) > 1:
        return Word(letters.digest(groups, base_url).subject, f"{base_url}/desk/notices", "several")
    (group,) = groups
    letter = await letters.of_group(group, base_url)
    url = letter.button.url if letter.button else base_url
    return Word(letter.subject, url, str(group[0].ticket_id or group[0].id))


async def _send(browser: Browser, content: bytes, tag: str, *, urgent: bool) -> int | None:
    """The status; None when nobody answered."""
    target = browsers.target_of(browser.endpoint)
    body = web_push.encrypted(content, point=browser.p256dh, secret=browser.auth)
    try:
        answer = await egress.post(target, body, web_push.headers_to(target, topic=tag, is_urgent=urgent))
    except NotPublic:
        return 404
    except Unreachable:
        return None
    return answer.status


async def _write_down(browser: Browser, status: int | None) -> None:
    if status in GONE:
        await browsers.forget(browser.id, of=browser.member_id)
    else:
        await browsers.was_told(browser.id, well=status is not None and 200 <= status < 300)


def _comes_again(status: int | None, attempt: int) -> bool:
    """After the last pause it is old news, which stands beside the bell anyway."""
    return (status is None or status >= 500 or status in NOT_NOW) and attempt <= len(PAUSES)
