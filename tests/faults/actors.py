"""One process of the play, started by the harness: `python actors.py worker|clock|intake LEASE_S`, or `web LEASE_S DESCRIPTOR`."""

import asyncio
import sys
from datetime import timedelta

from polydesk import wiring, worker
from polydesk.intake import serving
from polydesk.kernel.outbox import job, keeper, lease, sweeper
from polydesk.runtime import web_server


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
        case "intake":
            serving.main()
        case "web":
            sys.exit(web_server.serve([int(rest[0])], grace=4))


if __name__ == "__main__":
    main()
