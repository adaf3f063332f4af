"""One process of the play, started by the harness: `python actors.py worker|clock|submitter …`.

The submitter stands for the web: it accepts submissions, each with a mail, and writes down what it has accepted.
"""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from polydesk import wiring, worker
from polydesk.kernel import mail, unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import job, keeper, lease, sweeper


@job("tests.work")
async def work(seconds: float = 0.0) -> None:
    await asyncio.sleep(seconds)


def main() -> None:
    role, lease_s, *rest = sys.argv[1:]
    lease.LENGTH = timedelta(seconds=float(lease_s))
    keeper.RENEW_EVERY_S = float(lease_s) / 3
    worker.GRACE_S = 2.0
    wiring.load()
    match role:
        case "worker":
            worker.main()
        case "clock":
            sweeper.main()
        case "submitter":
            asyncio.run(submit_for_ever(Path(rest[0]), [UUID(tenant) for tenant in rest[1:]]))


async def submit_for_ever(accepted: Path, tenants: list[UUID]) -> None:
    """Accepted is what has been committed; only then it is written down, as a browser would show it."""
    notes = os.open(accepted, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    number = 0
    while True:
        key, number = str(new_id()), number + 1
        try:
            await submit(tenants[number % len(tenants)], key)
        except Exception:  # noqa: BLE001 (whatever it was, this submission was not accepted)
            await asyncio.sleep(0.2)
            continue
        os.write(notes, f"{key}\n".encode())
        await asyncio.sleep(0.04)


async def submit(tenant: UUID, key: str) -> None:
    """One submission: a row and its mail in one transaction."""
    async with unit.tenant(tenant):
        letter = mail.Letter(kind="receipt", subject=key, heading=key, paragraphs=("We have received your request.",))
        await mail.post(letter, to=mail.Address("Carl", "carl@customer.test"), language="en")


if __name__ == "__main__":
    main()
