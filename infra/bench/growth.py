"""What two web processes hold after ever more requests: `python infra/bench/growth.py 100000`, which stops by itself.

A company of 2,000 tickets is filled in and all pages of the bench are asked for over eight connections, mixed as on a day
on which far more is read than written. Memory is shared pages counted once (PSS), so that it hardly depends on the load.
"""

import asyncio
import os
import random
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pages
from driver import drive
from servers import Installation

TICKETS = 2_000
MARKS = (1_000, 20_000, 50_000, 100_000)
CONNECTIONS = 8
MIX = {
    "article": 8,
    "faq search": 3,
    "faq search anew": 1,
    "form": 2,
    "queue": 3,
    "ticket": 4,
    "ticket search": 1,
    "submit": 2,
}
ROUNDS = 1_000  # of the mix in what is made at a time: more than are sent in the seconds it lasts
SECONDS = 10


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else MARKS[-1]
    with tempfile.TemporaryDirectory(prefix="polydesk-bench-") as folder:
        os.chmod(folder, 0o755)  # the embedded PostgreSQL may run as a user of its own
        with Installation(Path(folder)) as place:
            tenant = asyncio.run(pages.prepare(TICKETS, port=place.port))
            with place.web(workers=2) as port:
                print(
                    f"{0:>8,} requests  {place.memory():6.1f} MB  ({place.start_s:.1f} s until the first)", flush=True
                )
                answers = failures = 0
                for mark in [mark for mark in MARKS if mark <= most]:
                    while answers < mark:
                        found = drive(
                            _mixed(tenant), port=port, connections=CONNECTIONS, seconds=SECONDS, spent=place.spent
                        )
                        answers, failures = answers + found.answers, failures + found.failures
                    print(f"{answers:>8,} requests  {place.memory():6.1f} MB  ({failures} failures)", flush=True)


def _mixed(tenant: pages.Tenant) -> list[bytes]:
    """So many of each page, in no order; a submission is never sent twice."""
    wanted = {name: share * ROUNDS for name, share in MIX.items()}
    asked = {**tenant.reading(), "submit": tenant.submissions}
    mixed = [request for name, count in wanted.items() for request in islice(cycle(pages.some(asked[name])), count)]
    random.shuffle(mixed)
    return mixed


if __name__ == "__main__":
    main()
