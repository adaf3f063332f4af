"""The pages that are measured, as ready requests to a tenant of a given size."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from urllib.parse import urlencode
from uuid import UUID, uuid4

from polydesk import demo, wiring
from polydesk.kernel import database, unit
from polydesk.kernel.clock import now
from polydesk.kernel.tokens import digest, new_token
from tenants.sessions import COOKIES, LIFETIMES

Requests = list[bytes] | Callable[[], list[bytes]]

BATCH = 30_000
WORDS = (
    *("kettle", "invoice", "parcel broken", "password", "coffee machine", "refund price", "guarantee", "voucher"),
    *("spare part", "delivery", "headphons", "bicicle", "charger missing", "subscription twice", "keyboard colour"),
)
RARE = "xylophone"

_serial = count(1)


@dataclass(frozen=True)
class Tenant:
    """A tenant, an agent who is signed in and one who reads Arabic, and what there is to look at."""

    id: UUID
    host: str
    cookie: str
    arabic_cookie: str
    articles: list[str]
    tickets: list[int]

    def reading(self) -> dict[str, Requests]:
        mine = f"Cookie: {self.cookie}\r\n"
        return {
            "article": [self._get(self.articles[0])],
            "faq search": [self._get(f"/en/search?{urlencode({'q': words})}") for words in WORDS],
            "faq search anew": self._new_questions,
            "form": [self._get("/en/tickets/new")],
            "queue": [self._get("/desk/tickets?view=open", mine)],
            "ticket": [self._get(f"/desk/tickets/{number}", mine) for number in self.tickets],
            "ticket search": [self._get(f"/desk/search?{urlencode({'q': words})}", mine) for words in (*WORDS, RARE)],
        }

    def in_two_languages(self) -> dict[str, tuple[bytes, bytes]]:
        """Pages in English and in Arabic."""
        cookies = (self.cookie, self.arabic_cookie)
        queue = tuple(self._get("/desk/tickets?view=open", f"Cookie: {cookie}\r\n") for cookie in cookies)
        return {
            "queue": (queue[0], queue[1]),
            "form": (self._get("/en/tickets/new"), self._get("/ar/tickets/new")),
        }

    def submissions(self) -> list[bytes]:
        """A batch in which each is another's: half of them from people who are known, half from new ones."""
        return list(islice(self._submissions(), BATCH))

    def _new_questions(self) -> list[bytes]:
        """The same words at addresses that nobody has asked before, so that no answer is in memory."""
        asked = [(words, next(_serial)) for _time in range(500) for words in WORDS]
        return [self._get(f"/en/search?{urlencode({'q': words, 'n': number})}") for words, number in asked]

    def one_of_each(self) -> dict[str, bytes]:
        return {name: given[0] for name, given in self.reading().items() if not callable(given)}

    async def counted(self) -> int:
        """Tickets that have their outbox row, both committed."""
        try:
            async with unit.tenant(self.id):
                return int(
                    await unit.fetchval(
                        """SELECT count(*) FROM ticket t JOIN outbox o ON o.tenant_id = t.tenant_id
                            AND o.job = 'mailroom.receipt' AND o.payload ->> 'ticket_id' = t.id::text"""
                    )
                )
        finally:
            await database.close_pools()

    def _submissions(self) -> Iterator[bytes]:
        for number in _serial:
            sender = f"customer.{number % 1_000}" if number % 2 else f"new.{number}"
            words = {"email": f"{sender}@crowd.example", "subject": f"My lamp flickers, order {number}", "website": ""}
            message = (
                "Hello, since yesterday the lamp flickers when I dim it. What should I do? Thank you for your help."
            )
            body = urlencode({**words, "message": message, "key": str(uuid4())}).encode()
            address = f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}\r\n"
            yield (
                self._head("POST", "/en/tickets/new", address)
                + (
                    f"Origin: http://{self.host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n"
                ).encode()
                + body
            )

    def _get(self, path: str, more: str = "") -> bytes:
        return self._head("GET", path, more) + b"\r\n"

    def _head(self, method: str, path: str, more: str) -> bytes:
        return (
            f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nAccept: text/html\r\nAccept-Language: en\r\n"
            f"Accept-Encoding: gzip, br\r\nSec-Fetch-Site: same-origin\r\n{more}"
        ).encode()


def some(requests: Requests) -> list[bytes]:
    """A list of them, made now where each must be new."""
    return requests() if callable(requests) else requests


def plain_get(port: int) -> bytes:
    return f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


async def prepare(size: int, *, port: int) -> Tenant:
    """The tenant with so many tickets, filled in by the demo, with an agent signed in."""
    wiring.load()
    try:
        slug = f"bench-{size}"
        await demo.main(tickets=size, tenant=slug)
        async with unit.platform():
            tenant_id = await unit.fetchval(ALSO_ARABIC, slug)
        async with unit.tenant(tenant_id):
            return Tenant(
                tenant_id,
                f"{slug}.localhost:{port}",
                f"{COOKIES['member']}={await _sign_in('en')}",
                f"{COOKIES['member']}={await _sign_in('ar')}",
                [f"/en/faq/{row[0]}/{row[1]}" for row in await unit.fetch(ARTICLES)],
                await _tickets(),
            )
    finally:
        await database.close_pools()


async def _sign_in(language: str) -> str:
    """An agent whose desk is in this language."""
    secret = new_token()
    member = await unit.fetchrow(AGENT, language)
    assert member is not None
    await unit.execute(
        """INSERT INTO session (hash, actor_kind, actor_id, generation, expires_at) VALUES ($1, 'member', $2, $3, $4)""",
        *(digest(secret), member["id"], member["generation"], now() + LIFETIMES["member"]),
    )
    return secret


async def _tickets() -> list[int]:
    """Five hundred with three messages each, from everywhere."""
    rows = await unit.fetch("SELECT number FROM ticket WHERE message_count = 3 ORDER BY md5(number::text) LIMIT 500")
    numbers = [row["number"] for row in rows]
    random.Random(1).shuffle(numbers)
    return numbers


ALSO_ARABIC = """
UPDATE tenant SET languages = ARRAY(SELECT DISTINCT unnest(languages || ARRAY['ar'])) WHERE slug = $1 RETURNING id
"""

AGENT = """
UPDATE member SET language = $1 WHERE id = (
  SELECT id FROM member WHERE role = 'agent' ORDER BY name LIMIT 1 OFFSET CASE WHEN $1 = 'ar' THEN 1 ELSE 0 END
) RETURNING id, generation
"""

ARTICLES = """
SELECT c.slug, t.slug FROM article_text t
  JOIN article a ON a.tenant_id = t.tenant_id AND a.id = t.article_id
  JOIN faq_category_text c ON c.tenant_id = a.tenant_id AND c.category_id = a.category_id AND c.language = t.language
 WHERE t.language = 'en' AND t.state = 'published' ORDER BY t.title LIMIT 20
"""
