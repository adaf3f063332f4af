"""The product as somebody starts it: `polydesk up` with real web, worker and clock, and the mailbox that catches its mails."""

import asyncio
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import TextIO

import psutil
from tests_ports import free_port

from polydesk.kernel.mail.twin import Caught, MailboxTwin

# What is there at once costs nothing, however long somebody would wait for it on a machine with much other work.
PATIENCE_S = 60.0
START_S, STOP_S = 180.0, 60.0
OURS = ("DATABASE_", "BROKER_", "BASE_URL", "SECRET_KEY", "POLYDESK_", "SMTP_", "S3_", "SES_")


@dataclass
class Running:
    """A product that runs on a port of its own, on a data folder of its own."""

    base_url: str
    folder: Path
    pid: int

    @classmethod
    def start(cls, folder: Path, **settings: str) -> "Running":
        """Comes back when the first page answers; `settings` are environment variables."""
        port = free_port()
        environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        command = [sys.executable, "-m", "polydesk", "up", "--no-demo", "--workers", "1"]
        command += ["--port", str(port), "--data", str(folder)]
        log = folder.with_suffix(".log").open("w+")
        process = subprocess.Popen(command, env={**environ, **settings}, stdout=log, stderr=log, text=True)
        _wait_until_up(process, log)
        return cls(f"http://localhost:{port}", folder, process.pid)

    def stop(self) -> None:
        """Where another process started it, that one alone can bury it: it is over when it is dead."""
        with suppress(psutil.NoSuchProcess):
            product, deadline = psutil.Process(self.pid), time.monotonic() + STOP_S
            product.terminate()
            while product.status() != psutil.STATUS_ZOMBIE:
                assert time.monotonic() < deadline, "the product does not stop"
                time.sleep(0.05)

    def at(self, slug: str) -> str:
        """The address of a tenant."""
        return self.base_url.replace("://", f"://{slug}.")

    async def letter(self, to: str, saying: str) -> Caught:
        """The newest mail to an address with these words in its subject or its text; waits for it."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            found = next((mail for mail in self.letters(to) if saying in mail.subject or saying in mail.text), None)
            if found is not None:
                return found
            await asyncio.sleep(0.05)
        had = [mail.subject for mail in self.letters(to)]
        raise AssertionError(f"no mail to {to} says {saying!r}; there are {had}")

    def letters(self, to: str) -> list[Caught]:
        """All mails to an address, the newest first."""
        return MailboxTwin(self.folder / "mailbox").newest(to=to)


@contextmanager
def shared(run: str, **settings: str) -> Iterator[Running]:
    """One product for all processes of a test run: the first starts it, and whoever leaves last stops it."""
    place = Path(tempfile.gettempdir()) / f"polydesk-journeys-{run}"  # short, for sockets want short paths
    held, guests = place / "product.json", place / f"guest-{os.getpid()}"
    with _alone():
        if not held.exists():
            place.mkdir()
            started = Running.start(place / "data", **settings)
            held.write_text(json.dumps([started.base_url, started.pid]))
        guests.touch()
        base_url, pid = json.loads(held.read_text())
    yield (running := Running(base_url, place / "data", pid))
    with _alone():
        guests.unlink()
        if not any(place.glob("guest-*")):
            running.stop()
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _alone() -> Iterator[None]:
    with (Path(tempfile.gettempdir()) / f"polydesk-journeys-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def link_in(mail: Caught, path: str) -> str:
    """The link of a mail that leads to such a path."""
    found = next((link for link in mail.links if path in link), None)
    assert found is not None, f"no link to {path} in {mail.subject!r}: {mail.links}"
    return found


def language_of(message: EmailMessage) -> str:
    """As the mail says in its header and in its page."""
    part = message.get_body(("html",))
    assert isinstance(part, EmailMessage)
    said = re.search(r'<html[^>]*\blang="([^"]+)"', str(part.get_content()))
    assert said is not None, "a mail without a language"
    assert said[1] == message["Content-Language"]
    return said[1]


def _wait_until_up(process: "subprocess.Popen[str]", log: TextIO) -> None:
    deadline = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < deadline:
        log.seek(0)
        if "Polydesk is up" in log.read():
            return
        time.sleep(0.05)
    process.kill()
    log.seek(0)
    raise AssertionError(f"the product did not come up:\n{log.read()}")
