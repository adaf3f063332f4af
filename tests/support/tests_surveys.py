"""Words for scenes of surveys: a resolved ticket, the link that its customer gets, and people who tap and confirm."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import httpx

from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now, travel
from polydesk.kernel.ids import new_id
from polydesk.tickets import conversation, lifecycle, queries, submission
from surveys.openings import COOKIE
from surveys.queries import ratings_of
from tenants.roles import permissions_of
from tests_cast import FIREFOX

A_DAY = timedelta(days=1, minutes=1)
TAKES_TIME = timedelta(seconds=3)


@cache
def tuesday_noon() -> datetime:
    """The next one: nobody sleeps in Rome, nor a day later, and whoever is signed in is so still. The same for all scenes,
    also for those in which it turns midnight."""
    ahead = datetime.now(UTC) + timedelta(days=1)
    return (ahead + timedelta(days=(1 - ahead.weekday()) % 7)).replace(hour=11, minute=0, second=0, microsecond=0)


def by_day(moment: datetime) -> datetime:
    """That one, or the next noon where it is night between Lisbon and Helsinki."""
    if 7 <= moment.hour < 18:
        return moment
    noon = moment.replace(hour=11, minute=0, second=0, microsecond=0)
    return noon if noon > moment else noon + timedelta(days=1)


def agent(acme: Any) -> Actor:
    return Actor("member", acme.alice.id, "Alice", role="agent", permissions=permissions_of("agent"))


async def ticket_of(acme: Any, *, answered: bool = True, by: Any = None, **more: Any) -> Any:
    """Carl's ticket, answered and resolved by Alice."""
    alice, who = agent(acme), by or acme.carl
    async with acme.unit():
        new = submission.NewTicket(
            address=who.email, **{"subject": "The kettle leaks", "body": "It drips.", "language": "it", **more}
        )
        done = await submission.submit(new, key=new_id().hex)
        ticket = await queries.by_id(done.ticket_id)
        if answered:
            words = "Tighten the lid."
            await conversation.reply(ticket, body=words, by=alice, seen=ticket.message_count, then="resolved")
        else:
            await lifecycle.resolve(ticket, by=alice)
        return await queries.by_id(done.ticket_id)


async def survey_mails(acme: Any) -> list[Any]:
    async with acme.unit():
        return await unit.fetch(
            "SELECT html, text, headers, language, to_address, subject FROM mail WHERE kind = 'survey'"
            " ORDER BY created_at, id"
        )


async def asked(acme: Any, *, after: timedelta | None = None) -> str | None:
    """The link in the latest mail, `after` that long, or a day later by daylight; None when nobody was asked."""
    with travel(now() + after if after is not None else by_day(now() + A_DAY)):
        await outbox.drain(acme.id)
    mails = await survey_mails(acme)
    found = re.search(r"/rate/[\w-]+", mails[-1]["html"]) if mails else None
    return found[0] if found else None


@dataclass
class Tap:
    """A page that was opened: what a browser has of it."""

    page: httpx.Response
    cookie: str

    @property
    def nonce(self) -> str:
        found = re.search(r'name="nonce" value="([^"]+)"', self.page.text)
        assert found, self.page.text
        return found[1]


async def taps(person: Any, link: str, score: str | None = None, *, cookie: str = "", agent: str = FIREFOX) -> Tap:
    headers = {"user-agent": agent, **({"cookie": f"{COOKIE}={cookie}"} if cookie else {})}
    page = await person.get(f"{link}?score={score}" if score is not None else link, headers=headers)
    given = re.search(rf"{COOKIE}=([\w-]+)", page.headers.get("set-cookie", ""))
    return Tap(page, given[1] if given else cookie)


async def confirms(
    person: Any, link: str, tap: Tap, *, after: timedelta = TAKES_TIME, agent: str = FIREFOX, **fields: Any
) -> httpx.Response:
    with travel(now() + after):
        headers = {"user-agent": agent, "cookie": f"{COOKIE}={tap.cookie}"}
        answer: httpx.Response = await person.post(link, {"nonce": tap.nonce, **fields}, headers=headers)
        return answer


async def rate(person: Any, link: str, score: str, comment: str = "", **fields: Any) -> httpx.Response:
    """As somebody does it who takes three seconds for it."""
    return await confirms(person, link, await taps(person, link, score), score=score, comment=comment, **fields)


async def scores(acme: Any, ticket_id: UUID) -> list[int]:
    async with acme.unit():
        return [rating.score for rating in await ratings_of(ticket_id)]
