"""A Stripe to practise with beside `make run`: the twin of the tests, as one more process of ours.

It is started only where somebody names its program and no key of Stripe's is given, and never in production. Its state
lies in the data folder, its port is held open by us however often it is started again. Once, after everything runs, it is
furnished: it sells our plans, and the demo's companies have paid for some months; other plans are told to it when we start.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from polydesk.runtime import environment, leash
from polydesk.runtime.data_folder import DataFolder
from polydesk.runtime.listener import listen
from polydesk.runtime.trouble import Trouble

ABOVE = 20
"""So far above the port of the pages, where that is free."""

PATIENCE_S = 30.0
KEY = "sk_test_twin"
NAME = "practice Stripe"


@dataclass(frozen=True)
class PracticeStripe:
    """`program`: the twin's `serve.py`; `sockets`: where it listens, bound already."""

    program: Path
    folder: Path
    sockets: Sequence[socket.socket]
    secret: str

    @property
    def port(self) -> int:
        return int(self.sockets[0].getsockname()[1])

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}/_twin/"

    @property
    def settings(self) -> dict[str, str]:
        """What the product must know to find it."""
        base = f"http://127.0.0.1:{self.port}"
        return {"STRIPE_SECRET_KEY": KEY, "STRIPE_WEBHOOK_SECRET": self.secret, "STRIPE_API_BASE": base}

    def start(self, environ: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        """As a process of its own, leashed to this one."""
        doors = [opened.fileno() for opened in self.sockets]
        words = ["--port", str(self.port), "--state", str(self.folder / "state.json")]
        words += ["--webhook", f"{environ['BASE_URL'].rstrip('/')}/stripe/events", "--furnish"]
        words += ["--sockets", *map(str, doors)]
        return subprocess.Popen(
            [sys.executable, str(self.program), *words],
            env={**environ, leash.VARIABLE: str(os.getpid())},
            pass_fds=doors,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def furnish(self, environ: Mapping[str, str], *, with_demo: bool) -> None:
        """Once. Until it is done no event is brought: what is told of past months is no news, and sends no mails."""
        is_furnished, sold, plans = self._is_furnished(), self.folder / "sold", _plans()
        if is_furnished and sold.exists() and sold.read_text() == plans:
            return
        if not self._run(["billing", "sync"], environ):
            return
        sold.write_text(plans)
        if is_furnished:
            return
        if with_demo:
            self._run(["demo", "--paying"], environ)
        with urllib.request.urlopen(f"{self.address}settled", data=b"{}", timeout=PATIENCE_S):
            pass

    def _run(self, words: list[str], environ: Mapping[str, str]) -> bool:
        with (self.folder / f"{words[0]}.log").open("wb") as log:
            done = subprocess.run(
                [sys.executable, "-m", "polydesk", *words],
                env={**environ, leash.VARIABLE: str(os.getpid())},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
            )
        if done.returncode > 0:
            print(f"polydesk: {NAME}: `polydesk {' '.join(words)}` failed; see {log.name}", file=sys.stderr, flush=True)
        return done.returncode == 0

    def _is_furnished(self) -> bool:
        """As soon as it answers."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.address}health", timeout=5) as answer:
                    return bool(json.load(answer)["is_settled"])
            except OSError:
                time.sleep(0.1)
        return True


def beside(folder: DataFolder, program: Path | None, *, port: int, environ: Mapping[str, str]) -> PracticeStripe | None:
    """Where somebody wants one and nothing stands against it."""
    is_production = environ.get("POLYDESK_ENV") == "production"
    if program is None or is_production or environment.is_given(environ, "STRIPE_SECRET_KEY"):
        return None
    if not program.is_file():
        raise Trouble(f"There is no practice Stripe at {program}.")
    own = folder.path / "stripe"
    own.mkdir(exist_ok=True, mode=0o700)
    return PracticeStripe(program.resolve(), own, _listening(port + ABOVE), f"whsec_{folder.secrets.get('stripe')}")


def _listening(wanted: int) -> list[socket.socket]:
    """There, or wherever it is free: another program may have been faster."""
    try:
        return listen("localhost", wanted)
    except (Trouble, OverflowError):
        return listen("127.0.0.1", 0)


def _plans() -> str:
    """Changes with what `polydesk billing sync` says to Stripe."""
    places = [find_spec(f"billing.{name}") for name in ("plans", "catalogue")]
    sources = [Path(place.origin).read_bytes() for place in places if place and place.origin]
    return sha256(b"\0".join(sources)).hexdigest()
