"""Companies at their limits: what they are granted, what they have used, how they stand; as rows, past what decides it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from billing import usage_mails
from billing.counting import METERS
from billing.money import Money
from billing.terms import Terms
from billing.usage import NAMES, Used
from polydesk.kernel import unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import Letter
from tenants import directory, entitlements


async def granted(house: Any, plan: str, **limits: int) -> None:
    async with unit.platform():
        await entitlements.grant(house.id, plan=plan, limits=limits)
    directory.forget(house.id)


async def become(house: Any, status: str) -> None:
    async with unit.platform():
        await unit.execute("UPDATE tenant SET status = $2 WHERE id = $1", house.id, status)
    directory.forget(house.id)


async def tickets(house: Any, number: int, at: datetime) -> None:
    """So many came in then and were answered at once."""
    async with house.unit():
        first = await unit.fetchval("SELECT coalesce(max(number), 0) + 1 FROM ticket")
        rows = [(new_id(), first + one, at) for one in range(number)]
        await unit.executemany(
            "INSERT INTO ticket (id, number, subject, created_at, updated_at) VALUES ($1, $2, 'It drips', $3, $3)", rows
        )
        await unit.executemany(
            "INSERT INTO billing_counted (ticket_id, at) VALUES ($1, $2)", [(one, at) for one, _number, at in rows]
        )


async def mails(house: Any, number: int, at: datetime) -> None:
    """So many left then."""
    async with house.unit():
        await unit.executemany(
            """INSERT INTO mail (id, message_id, kind, to_address, language, subject, html, text, state, sent_at)
               VALUES ($1, $2, 'reply', 'carl@customers.example', 'en', '', '', '', 'sent', $3)""",
            [(new_id(), f"<{new_id()}@test>", at) for _ in range(number)],
        )


def letters_of_usage(base_url: str) -> Iterator[Letter]:
    """One of each, in the language of the moment, with everything in it that it can say."""
    start, end = datetime(2027, 3, 5, tzinfo=UTC), datetime(2027, 4, 5, tzinfo=UTC)
    paid: Any = SimpleNamespace(plan="team", currency="eur")
    for level in usage_mails.LEVELS:
        for meter in METERS:
            for held in (paid, None):
                terms = Terms(meter, start, end, 2_000, 2_500 if held else 2_000, held)
                used = Used(meter, NAMES[meter], 2_500, 2_000, terms.most, Money(1_000, "eur"), start, end)
                yield usage_mails.letter_of(level, used, terms, base_url)
