"""The command line: `polydesk up | web | worker | clock | intake | migrate | demo | doctor | hours | billing`.

Parsing is cheap and imports nothing of the product; each command imports what it needs. What a person can mend is said
in one line; a traceback means a fault of ours.
"""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from polydesk.kernel import zones
from polydesk.kernel.settings import BadSetting
from polydesk.runtime import leash
from polydesk.runtime.environment import is_given
from polydesk.runtime.trouble import Trouble

DEFAULT_PORT = 8000
DEFAULT_DATA = Path(".polydesk")
OURS = {"polydesk", "tenants", "portal", "surveys", "billing", "i18n"}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    asked = parser.parse_args(arguments)
    if parent := os.environ.pop(leash.VARIABLE, ""):
        leash.stay_with(int(parent), last_signal=signal.SIGTERM if asked.run is up else signal.SIGKILL)
    run: Callable[[argparse.Namespace], int] = asked.run
    try:
        zones.check()
        return run(asked)
    except KeyboardInterrupt:
        return 130
    except (Trouble, BadSetting) as error:
        return _complain(str(error))
    except ModuleNotFoundError as error:
        if (error.name or "polydesk").partition(".")[0] in OURS:
            raise
        return _complain(f"The library {error.name} is missing. Run `make setup`.")


def up(asked: argparse.Namespace) -> int:
    from polydesk.runtime import supervisor

    return supervisor.up(
        asked.data,
        host=asked.host,
        port=asked.port,
        workers=asked.workers,
        with_demo=asked.demo,
        stripe_twin=asked.stripe_twin,
    )


def web(asked: argparse.Namespace) -> int:
    _need_database()
    if asked.tell is None and not asked.fd:
        from polydesk.runtime import supervisor

        return supervisor.web(host=asked.host, port=asked.port, workers=asked.workers, grace=asked.grace)

    from polydesk.runtime import web_family, web_server

    if asked.tell is not None:
        sockets = web_server.opened(asked.fd)
        return web_family.bear(sockets, asked.workers, grace=asked.grace, tell=asked.tell)
    return web_server.serve(asked.fd, grace=asked.grace)


def worker(_asked: argparse.Namespace) -> int:
    from polydesk import worker

    _need_database()
    worker.main()
    return 0


def clock(_asked: argparse.Namespace) -> int:
    from polydesk import wiring
    from polydesk.kernel import logs
    from polydesk.kernel.outbox import sweeper

    _need_database()
    logs.configure()
    wiring.load()
    sweeper.main()
    return 0


def intake(_asked: argparse.Namespace) -> int:
    from polydesk.intake import serving

    _need_database()
    serving.main()
    return 0


def migrate(asked: argparse.Namespace) -> int:
    import asyncio

    from polydesk.kernel import migrating
    from polydesk.kernel.outbox.trouble import DATABASE_AWAY
    from polydesk.runtime.surroundings import surroundings

    with surroundings(asked.data):
        try:
            ran = asyncio.run(migrating.migrate())
        except DATABASE_AWAY as error:
            raise Trouble(f"The database did not do as asked: {type(error).__name__}: {error}") from None
    print(f"{len(ran)} migrations ran: {', '.join(ran)}" if ran else "The database is up to date.")
    return 0


def demo(asked: argparse.Namespace) -> int:
    from polydesk.runtime import demonstration
    from polydesk.runtime.surroundings import surroundings

    if asked.tenant and not asked.tickets:
        raise Trouble("--tenant names whose tickets are made; say how many with --tickets.")
    with surroundings(asked.data):
        if asked.summary:
            print(demonstration.summary())
        elif asked.paying:
            demonstration.pay()
        else:
            print(demonstration.fill(tickets=asked.tickets, tenant=asked.tenant, sure=asked.yes))
    return 0


def doctor(asked: argparse.Namespace) -> int:
    from polydesk.runtime import doctor

    return doctor.examine(asked.data)


def hours_check(asked: argparse.Namespace) -> int:
    from polydesk.hours import console

    return console.check(asked.file, tzdata=zones.release())


def hours_explain(asked: argparse.Namespace) -> int:
    from polydesk.hours import console

    return console.tell(
        asked.file,
        start=asked.start,
        budget=asked.budget,
        case=asked.case,
        in_full=asked.all,
        tzdata=zones.release(),
    )


def billing_sync(asked: argparse.Namespace) -> int:
    from billing import console

    return console.sync(dry=asked.dry_run)


def billing_announce_price(asked: argparse.Namespace) -> int:
    from billing import announcing
    from polydesk import wiring
    from polydesk.runtime.surroundings import surroundings

    with surroundings(asked.data):
        wiring.load()
        return announcing.announce(asked.plan, asked.from_day)


def help_page(_asked: argparse.Namespace) -> int:
    _parser().print_help()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="polydesk", description="An open platform on which companies run their help desk."
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: object, words: str, *, data: bool = False) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        if data:
            made.add_argument("--data", type=Path, default=_default_data(), help="the data folder (%(default)s)")
        return made

    everything = command(
        "up", up, "everything on this machine: database, broker, web, worker, clock, intake", data=True
    )
    _address(everything)
    everything.add_argument("--no-demo", dest="demo", action="store_false", help="no demo data on the first start")
    words = "a Stripe to practise with, where no STRIPE_SECRET_KEY is given: its program"
    everything.add_argument("--stripe-twin", type=Path, metavar="PATH", help=words)
    server = command("web", web, "the web server alone")
    _address(server)
    server.add_argument("--fd", type=int, action="append", default=[], help="serve on this open listening socket")
    server.add_argument("--tell", type=int, help="fork the web processes, write their numbers here, and leave")
    server.add_argument("--grace", type=int, default=20, help="seconds that requests get to end (%(default)s)")
    command("worker", worker, "runs jobs: mails, surveys, everything that talks to the world")
    command("clock", clock, "hands due jobs to the workers and does what comes round")
    command("intake", intake, "takes mail in by SMTP and LMTP, where MAIL_IN_LISTEN and MAIL_IN_LMTP say")
    command("migrate", migrate, "brings the database's roles and tables up to date", data=True)
    sample = command("demo", demo, "fills in the demo: two companies, their people and tickets", data=True)
    sample.add_argument("--tickets", type=_positive, help="a big tenant with this many tickets, for benchmarks")
    sample.add_argument("--tenant", metavar="SLUG", help="whose tickets these are, founded if there is none (crowd)")
    sample.add_argument("--yes", action="store_true", help="in production too, where everybody knows the password")
    sample.add_argument(
        "--paying", action="store_true", help="what they have paid so far, at a Stripe to practise with"
    )
    sample.add_argument("--summary", action="store_true", help="only say where the demo is and who may sign in")
    command("doctor", doctor, "says in words what is configured, reachable, migrated, and what is wrong", data=True)
    _hours(commands)
    _billing(commands)
    command("help", help_page, "this page")
    return parser


def _hours(commands: Any) -> None:
    """`polydesk hours check` and `polydesk hours explain`, which need neither database nor settings."""
    words = "the engine of support hours: checks it against cases, explains a deadline"
    verbs = commands.add_parser("hours", help=words, description=words).add_subparsers(required=True, metavar="verb")

    def verb(name: str, run: object, words: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = verbs.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        made.add_argument("file", type=Path, metavar="FILE.json")
        return made

    verb("check", hours_check, "computes every case of a file and prints each difference; 1 when there is one")
    told = verb("explain", hours_explain, "shows piece by piece how a deadline comes about")
    told.add_argument("--start", help="an instant, such as 2026-03-06T15:30:00Z")
    told.add_argument("--budget", help="open time, such as 8h, 1h30m, 45m or seconds")
    told.add_argument("--case", help="the file holds cases, and this is the one; start and budget are its own")
    told.add_argument("--all", action="store_true", help="every piece of a long explanation")


def _billing(commands: Any) -> None:
    """`polydesk billing sync`, which needs the key of Stripe's and no database; `announce-price`, which needs both."""
    words = "what Stripe has to know of our plans"
    verbs = commands.add_parser("billing", help=words, description=words).add_subparsers(required=True, metavar="verb")
    words = "creates or updates products, prices, meters and the portal at Stripe, and says what it changed"
    made: argparse.ArgumentParser = verbs.add_parser("sync", help=words, description=words)
    made.set_defaults(run=billing_sync)
    made.add_argument("--dry-run", action="store_true", help="only says what it would change")
    words = (
        "tells everybody who pays an earlier price of a plan that today's counts from their first renewal after a day"
    )
    made = verbs.add_parser("announce-price", help=words, description=words)
    made.set_defaults(run=billing_announce_price)
    made.add_argument("plan", help="team or business")
    made.add_argument(
        "--from", dest="from_day", required=True, type=date.fromisoformat, metavar="2027-01-31", help="the day"
    )
    made.add_argument("--data", type=Path, default=_default_data(), help="the data folder (%(default)s)")


def _address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="localhost", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="the port to listen on (%(default)s)")
    parser.add_argument("--workers", type=_positive, help="web processes (WEB_WORKERS, else one per core, at most 2)")


def _default_data() -> Path:
    return Path(os.environ.get("POLYDESK_DATA", DEFAULT_DATA))


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; ports go from 1 to 65535")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return int(text)


def _need_database() -> None:
    by_role = all(is_given(os.environ, name) for name in ("DATABASE_APP_URL", "DATABASE_PLATFORM_URL"))
    if not by_role and not is_given(os.environ, "DATABASE_URL"):
        raise Trouble(
            "DATABASE_URL is not set. `polydesk up` brings a database along; see the handbook page deploy.md."
        )


def _complain(line: str) -> int:
    print(f"polydesk: {line}", file=sys.stderr)
    return 1
