"""Starts the twin: `python tests/stripe_twin/serve.py --port 8120 --webhook http://localhost:8000/stripe/events --secret whsec_…`."""

import argparse
import os
import signal
import socket
import sys
from pathlib import Path

from polydesk.runtime import leash

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description="A practice Stripe: an own process, with state and test clocks.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--webhook", default="", help="where events are brought; nowhere without it")
    secret = os.environ.get("STRIPE_WEBHOOK_SECRET", "whsec_twin")
    parser.add_argument("--secret", default=secret, help="what events are signed with (STRIPE_WEBHOOK_SECRET)")
    parser.add_argument("--state", type=Path, help="a file in which everything is kept over a restart")
    parser.add_argument("--sockets", type=int, nargs="*", default=(), help="bound already, handed down by our parent")
    words = "somebody tells it a story first, of which nobody hears, and then says /_twin/settled"
    parser.add_argument("--furnish", action="store_true", help=words)
    words = "how far its clock is ahead of the machine's; behind it when negative"
    parser.add_argument("--ahead", type=float, default=0.0, metavar="SECONDS", help=words)
    asked = parser.parse_args()
    if parent := os.environ.pop(leash.VARIABLE, ""):
        leash.stay_with(int(parent), last_signal=signal.SIGTERM)

    sys.path[:] = [str(HERE.parent), *(place for place in sys.path if Path(place).resolve() != HERE)]
    import uvicorn

    from stripe_twin import checkout_page, control, invoice_page, overview, portal_page  # noqa: F401 (their places)
    from stripe_twin.twin import Twin

    pages = f"http://localhost:{asked.port}"
    twin = Twin(pages=pages, webhook=asked.webhook, secret=asked.secret, state=asked.state, furnish=asked.furnish)
    twin.world.offset = twin.world.offset or asked.ahead
    usual = {"host": "127.0.0.1", "port": asked.port, "log_level": "warning", "access_log": False}
    handed_down = [socket.socket(fileno=number) for number in asked.sockets]
    uvicorn.Server(uvicorn.Config(twin, timeout_keep_alive=60, **usual)).run(handed_down or None)


if __name__ == "__main__":
    main()
