"""`make bench`: how fast the product is, as one table, beside the bare framework and the bare database of the same run.

Real servers on a folder of their own: embedded PostgreSQL and Valkey, two web processes; no worker, since jobs have a
measure of their own. `bench.py 1000000` measures a tenant of a million tickets beside the small one. Absolute figures
hold for this machine in this hour only; the ratios are what the handbook quotes.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import database_rates
import library
import limits
import pages
import promises
import table
import tongues
from driver import Figures, Spent, drive
from servers import Installation, hello_server

SMALL = 10_000
BIG = 100_000
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
CONNECTIONS = (1, 32)


def main() -> None:
    big = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else int(os.environ.get("BENCH_TICKETS") or BIG)
    sizes = [SMALL, big] if big > SMALL else [big]
    with tempfile.TemporaryDirectory(prefix="polydesk-bench-") as folder:
        os.chmod(folder, 0o755)  # the embedded PostgreSQL may run as a user of its own
        report = table.Report(sizes)
        _say("the bare framework")
        with hello_server() as (port, spent):
            report.hello = _at_each({"hello": [pages.plain_get(port)]}, port, spent)["hello"]
        with Installation(Path(folder)) as place:
            _say("the bare database")
            report.database = database_rates.measure(place.owner_url, seconds=SECONDS)
            _say("service levels")
            report.promises = asyncio.run(promises.measure())
            _say("search in ten languages")
            report.library = asyncio.run(library.measure())
            _say("what a plan allows")
            report.limits = asyncio.run(limits.measure())
            for size in sizes:
                _measure(place, size, report)
    print(report)


def _measure(place: Installation, size: int, report: table.Report) -> None:
    _say(f"a tenant of {size:,} tickets is filled in")
    tenant = asyncio.run(pages.prepare(size, port=place.port))
    with place.web(workers=1) as port:
        report.statements[size] = {
            name: place.statements_of(request, port) for name, request in tenant.one_of_each().items()
        }
        if size == report.sizes[0]:
            _say("pages in Arabic beside those in English")
            report.tongues = tongues.measure(tenant, port, place.spent)
    with place.web(workers=2) as port:
        report.start_s = place.start_s
        report.pages[size] = _at_each(tenant.reading(), port, place.spent)
        before = asyncio.run(tenant.counted())
        report.pages[size] |= _at_each({"submit": tenant.submissions}, port, place.spent)
        report.kept[size] = asyncio.run(tenant.counted()) - before
        report.memory[size] = place.memory()


def _at_each(requests: dict[str, pages.Requests], port: int, spent: Spent) -> dict[str, dict[int, Figures]]:
    """Each page at each number of connections, after a moment in which caches fill."""
    found: dict[str, dict[int, Figures]] = {}
    for name, given in requests.items():
        _say(f"  {name}")
        drive(pages.some(given), port=port, connections=4, seconds=1, spent=spent)
        found[name] = {
            count: drive(pages.some(given), port=port, connections=count, seconds=SECONDS, spent=spent)
            for count in CONNECTIONS
        }
    return found


def _say(words: str) -> None:
    print(f"bench: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
