"""How fast the survey report opens over a million answers: `python infra/bench/scores.py` asks for it by each grouping, for
all the time that there is and for the last ninety days, and for the answers behind a figure. Goal: 300 ms.

The answers lie in a thousand days, on a thousand tickets that were resolved again and again. Before the page is asked for,
they are added up as the sweep does it; how long one day takes is told, too. Where others use the machine, the processor
time of application and database is what holds.
"""

import asyncio
import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent))

import asyncpg
import pages
from driver import Spent
from servers import Installation, ask

from polydesk.kernel import database, unit
from polydesk.kernel.clock import now
from polydesk.kernel.tokens import digest, new_token
from polydesk.reports.survey_rolling import ALL_ANEW, roll_up
from polydesk.reports.survey_wanted import SCORE_GROUPINGS
from surveys import form_choice
from tenants import here
from tenants.sessions import COOKIES, LIFETIMES

ANSWERS = int(os.environ.get("BENCH_ANSWERS", "1000000"))
TICKETS, DAYS = 1_000, 1_000
GOAL_MS = 300
ROUNDS = 15
# A whole number of times all tickets, and no more than a statement has time for.
AT_ONCE = 10 * TICKETS
TABLES = ("survey_invitation", "rating")

# $1 the first and $2 the last of $3, $4 the form, $5 of how many days. The triggers would note each instant; all of them are
# noted at once instead.
ASKED = f"""
INSERT INTO survey_invitation (id, ticket_id, cycle, person_id, agent_id, team_id, category_id, organisation_id, channel, language,
                               token_hash, created_at, expires_at, form_version_id)
SELECT uuidv7(), t.id, n / {TICKETS} + 2, t.person_id, t.assignee_id, t.team_id, t.category_id, t.organisation_id, t.channel,
       t.language, decode(md5(n::text), 'hex'), now() - n * ($5::int * interval '1 day' / $3::int), now(), $4
  FROM generate_series($1::int, $2::int) n
  JOIN (SELECT *, row_number() OVER (ORDER BY number) - 1 AS place FROM ticket
         WHERE tenant_id = app.tenant_id() AND person_id IS NOT NULL ORDER BY number LIMIT {TICKETS}) t ON t.place = n % {TICKETS}
"""  # noqa: S608 - only constants of this module
ANSWERED = """
INSERT INTO rating (ticket_id, cycle, invitation_id, score, comment, given_at, changed_at, form_version_id)
SELECT ticket_id, cycle, id, 1 + (hashtext(id::text) & 7) % 5, '', created_at, created_at, form_version_id
  FROM survey_invitation WHERE tenant_id = app.tenant_id() AND cycle BETWEEN $1 AND $2
"""
OWNER = "SELECT id, generation FROM member WHERE tenant_id = app.tenant_id() AND role = 'owner' LIMIT 1"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="polydesk-bench-") as folder:
        os.chmod(folder, 0o755)  # the embedded PostgreSQL may run as a user of its own
        with Installation(Path(folder)) as place:
            tenant, cookie, day_s = asyncio.run(_prepare(place))
            print(f"{ANSWERS:,} answers in {DAYS:,} days; one day is added up again in {1_000 * day_s:.0f} ms")
            with place.web(workers=2) as port:
                for name, path in _pages():
                    print(f"{name:<40}{_measured(_request(tenant.host, cookie, path), port, place.spent)}", flush=True)


def _pages() -> list[tuple[str, str]]:
    today = now().date()
    spans = {
        "all the time": {"span": "days", "since": str(today - timedelta(days=DAYS)), "until": str(today)},
        "ninety days": {"span": "quarter"},
    }
    asked = [
        (f"report by {by}, {name}", f"/admin/reports/surveys?{urlencode({**span, 'by': by})}")
        for name, span in spans.items()
        for by in SCORE_GROUPINGS
    ]
    behind = urlencode({**spans["all the time"], "figure": "low"})
    return [*asked, ("low answers behind it, all the time", f"/admin/reports/surveys/answers?{behind}")]


def _request(host: str, cookie: str, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nAccept-Language: en\r\nCookie: {cookie}\r\n\r\n".encode()


def _measured(request: bytes, port: int, spent: Spent) -> str:
    """The first ones warm what stays in memory, in each of both processes."""
    for _process in range(4):
        assert b" 200 " in ask(request, port).split(b"\r\n", 1)[0]
    before, times = spent(), []
    for _round in range(ROUNDS):
        began = time.monotonic()
        ask(request, port)
        times.append(1_000 * (time.monotonic() - began))
    app, db = (1_000 * (after - earlier) / ROUNDS for after, earlier in zip(spent(), before, strict=True))
    verdict = "met" if median(times) <= GOAL_MS else "NOT MET"
    return f"median {median(times):6.1f} ms, slowest {max(times):6.1f}; processor {app:5.1f} + {db:5.1f} ms; {GOAL_MS}: {verdict}"


async def _prepare(place: Installation) -> tuple[pages.Tenant, str, float]:
    tenant = await pages.prepare(2 * TICKETS, port=place.port)
    await _fill(place.owner_url, tenant.id)
    try:
        async with unit.tenant(tenant.id):
            cookie, zone = await _signed_in(), (await here.visit()).zone
        return tenant, cookie, await _added_up(tenant.id, zone)
    finally:
        await database.close_pools()


async def _fill(owner_url: str, tenant_id: UUID) -> None:
    owner = await asyncpg.connect(owner_url)
    for table in TABLES:
        await owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for first in range(0, ANSWERS, AT_ONCE):
        async with unit.tenant(tenant_id):
            last = min(first + AT_ONCE, ANSWERS) - 1
            await unit.execute(ASKED, first, last, ANSWERS, (await form_choice.standard()).id, DAYS)
            await unit.execute(ANSWERED, *(one // TICKETS + 2 for one in (first, last)))
    for table in TABLES:
        await owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        await owner.execute(f"ANALYZE {table}")
    await owner.close()


async def _added_up(tenant_id: UUID, zone: str) -> float:
    """Seconds for one day, when all of them are."""
    async with unit.tenant(tenant_id):
        await unit.execute(ALL_ANEW)
    began, is_more = time.monotonic(), True
    while is_more:
        async with unit.tenant(tenant_id):
            is_more = await roll_up(ZoneInfo(zone))
    return (time.monotonic() - began) / DAYS


async def _signed_in() -> str:
    secret, member = new_token(), await unit.fetchrow(OWNER)
    assert member is not None
    await unit.execute(
        "INSERT INTO session (hash, actor_kind, actor_id, generation, expires_at) VALUES ($1, 'member', $2, $3, $4)",
        *(digest(secret), member["id"], member["generation"], now() + LIFETIMES["member"]),
    )
    return f"{COOKIES['member']}={secret}"


if __name__ == "__main__":
    main()
