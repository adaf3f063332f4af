"""The supervisor behind `make run`: starts the parts in order, restarts what dies, and takes everything along when it goes.

A `Part` knows how to start one process. The supervisor waits for signals and deaths on one pipe, so it costs nothing.
"""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Union

from polydesk.kernel.settings import read
from polydesk.runtime import environment, first_page, leash, postgres, practice_stripe, valkey, web_family
from polydesk.runtime.adopted import Adopted
from polydesk.runtime.data_folder import DataFolder
from polydesk.runtime.listener import free_port, listen
from polydesk.runtime.practice_stripe import PracticeStripe
from polydesk.runtime.trouble import Trouble

WEB_GRACE_S = 4
# So far above the port of the pages mail is taken in, where no setting says otherwise.
MAIL_IN_ABOVE = 10
PATIENCE_S = 6.0
STEADY_S = 30.0
LONGEST_PAUSE_S = 10.0

Process = Union["subprocess.Popen[bytes]", Adopted]
Start = Callable[[], Process]


def up(
    data: Path, *, host: str, port: int, workers: int | None, with_demo: bool, stripe_twin: Path | None = None
) -> int:
    """Everything on this machine, until a signal; answers the exit status."""
    began = time.monotonic()
    folder = DataFolder(data.resolve())
    read(environment.filled(os.environ, data=folder.path, port=port, defaults={}))  # a bad setting is said at once
    folder.make()
    supervisor = Supervisor(patience=PATIENCE_S)
    with supervisor.listening(), folder.taken():
        folder.check_release()
        sockets, practice = listen(host, port), None
        try:
            practice = practice_stripe.beside(folder, stripe_twin, port=port, environ=os.environ)
            environ = _environment(folder, port, practice)
            if folder.is_new:
                _say("First start: the database is made…")
            # They load while the servers start and the database is brought up to date.
            with web_parts(sockets, workers or default_workers(environ), environ, grace=WEB_GRACE_S) as web:
                _start_servers(supervisor, folder)
                folder.announce("starting", port=port, environment=environment.described(environ))
                _prepare(supervisor, folder, environ, with_demo=with_demo)
                for part in web:
                    supervisor.add(part)
            first_page.wait(environ["BASE_URL"], port, still_well=supervisor.raise_if_one_died)
            # Only now, so that the first page does not compete with them for the processor.
            for name in ("worker", "clock", "intake"):
                supervisor.add(_python_part(name, environ))
            if practice:
                supervisor.add(Part(practice_stripe.NAME, lambda: practice.start(environ)))
            folder.announce("running", port=port, environment=environment.described(environ))
            first_page.say_where(
                environ, seconds=time.monotonic() - began, practice=practice.address if practice else None
            )
            # Beside us, since from here on somebody has to look after the parts.
            threading.Thread(target=_furnish, args=(environ, with_demo, practice), daemon=True).start()
            return supervisor.watch()
        except Stopped:
            return 0
        finally:
            for opened in (*sockets, *(practice.sockets if practice else ())):
                opened.close()
            with contextlib.suppress(OSError):
                folder.announce("stopping", port=port, environment={})
            supervisor.stop_all()
            folder.retract()


def web(*, host: str, port: int, workers: int | None, grace: int) -> int:
    """The web server alone: opens the port and keeps `workers` processes serving on it."""
    sockets = listen(host, port)
    with web_parts(sockets, workers or default_workers(os.environ), os.environ, grace=grace) as parts:
        return Supervisor(patience=grace + 1).run(parts)


class Stopped(Exception):
    """A signal asked us to stop."""


@dataclass
class Part:
    """One process that should run: how it is started, and how it fared lately."""

    name: str
    start: Start
    goodbye: int = signal.SIGTERM
    last_to_go: bool = False
    process: Process | None = None
    started_at: float = 0.0
    failures: int = 0
    not_before: float = 0.0

    def run(self) -> None:
        self.process = self.start()
        self.started_at = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def send(self, number: int) -> None:
        if self.process is not None:
            self.process.send_signal(number)

    def note_death(self) -> float:
        """Plans the restart: at once after a long life, later and later when it keeps dying. Answers the pause."""
        steady = time.monotonic() - self.started_at > STEADY_S
        self.failures = 0 if steady else self.failures + 1
        pause = 0.0 if self.failures <= 1 else min(0.5 * 2.0**self.failures, LONGEST_PAUSE_S)
        self.process = None
        self.not_before = time.monotonic() + pause
        return pause


@dataclass
class Supervisor:
    """Keeps parts running. `patience`: seconds that parts get to end before they are killed."""

    patience: float
    parts: list[Part] = field(default_factory=list)
    _signals: socket.socket | None = None
    _stopping: bool = False

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """From here on signals only write to a pipe that `wait` reads."""
        self._signals, inlet = socket.socketpair()
        self._signals.setblocking(False)
        inlet.setblocking(False)
        kept = {
            number: signal.getsignal(number)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
        }
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._note_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        pipe = signal.set_wakeup_fd(inlet.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(pipe)
            for number, handler in kept.items():
                signal.signal(number, handler)
            inlet.close()
            self._signals.close()

    def run(self, parts: Sequence[Part]) -> int:
        """Starts `parts` and keeps them running until a signal."""
        with self.listening():
            try:
                for part in parts:
                    self.add(part)
                return self.watch()
            except Stopped:
                return 0
            finally:
                self.stop_all()

    def add(self, part: Part) -> None:
        self.check_stop()
        self.parts.append(part)
        part.run()

    def watch(self) -> int:
        """Restarts what dies, until a signal."""
        while True:
            self.wait(self._next_restart())
            for part in self.parts:
                if part.process is not None and not part.is_running:
                    status = part.process.returncode
                    pause = part.note_death()
                    _say(
                        f"{part.name} ended ({_how(status)}); it is started again{f' in {pause:.0f} s' if pause else ''}."
                    )
                if part.process is None and time.monotonic() >= part.not_before:
                    self._restart(part)

    def wait(self, seconds: float | None) -> None:
        """Sleeps until something happens; raises Stopped when that is a signal to stop."""
        assert self._signals is not None
        self.check_stop()
        select.select([self._signals], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            while self._signals.recv(512):
                pass
        self.check_stop()

    def check_stop(self) -> None:
        if self._stopping:
            raise Stopped

    def raise_if_one_died(self) -> None:
        self.check_stop()
        for part in self.parts:
            if not part.is_running:
                raise Trouble(f"{part.name} did not start; the lines above say why. `polydesk doctor` may know more.")

    def stop_all(self) -> None:
        """The product's processes first, the servers they stand on last; whoever does not listen is killed."""
        for servers, patience in ((False, self.patience), (True, 3.0)):
            going = [part for part in self.parts if part.last_to_go is servers and part.is_running]
            for part in going:
                part.send(part.goodbye)
            _reap([part.process for part in going if part.process], patience)

    def _restart(self, part: Part) -> None:
        try:
            part.run()
        except Trouble as trouble:
            _say(str(trouble))
            part.note_death()

    def _next_restart(self) -> float | None:
        waiting = [part.not_before - time.monotonic() for part in self.parts if part.process is None]
        return max(0.0, min(waiting)) if waiting else None

    def _note_stop(self, *_: object) -> None:
        self._stopping = True


@contextlib.contextmanager
def web_parts(
    sockets: list[socket.socket], workers: int, environ: Mapping[str, str], *, grace: int
) -> Iterator[list[Part]]:
    """The web processes, which share the sockets, and their memory where that is possible; they begin to load at once.

    What was loaded for nothing, because the start came to an end before, is gone on leaving.
    """
    descriptors = [opened.fileno() for opened in sockets]
    words = ["web", f"--grace={grace}", *(f"--fd={descriptor}" for descriptor in descriptors)]
    if not web_family.IS_POSSIBLE:
        yield [_python_part(f"web {number}", environ, words, keep=descriptors) for number in range(1, workers + 1)]
        return

    def load(tell: int) -> "subprocess.Popen[bytes]":
        return start_python([*words, f"--workers={workers}", f"--tell={tell}"], environ, keep=[*descriptors, tell])

    family = web_family.Family(load)

    def start() -> Process:
        return family.take() or start_python(words, environ, keep=descriptors)

    try:
        yield [Part(f"web {number}", start) for number in range(1, workers + 1)]
    finally:
        family.dismiss()


def _python_part(
    name: str, environ: Mapping[str, str], words: list[str] | None = None, keep: Sequence[int] = ()
) -> Part:
    return Part(name, lambda: start_python(words or [name], environ, keep=keep))


def start_python(
    words: list[str], environ: Mapping[str, str], *, keep: Sequence[int] = (), output: IO[bytes] | None = None
) -> "subprocess.Popen[bytes]":
    """A command of this program as a process of its own, leashed to this one; Ctrl-C reaches it through us only."""
    return subprocess.Popen(
        [sys.executable, "-m", "polydesk", *words],
        env={**environ, leash.VARIABLE: str(os.getpid())},
        pass_fds=tuple(keep),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output and subprocess.STDOUT,
        start_new_session=True,
    )


def _environment(folder: DataFolder, port: int, practice: PracticeStripe | None) -> dict[str, str]:
    """Of the product's processes: the caller's, and where the embedded servers will be."""
    mail_in = f"127.0.0.1:{free_port(min(port + MAIL_IN_ABOVE, 65_535))}"
    defaults = {"SECRET_KEY": folder.secrets.get("secret_key"), "MAIL_IN_LISTEN": mail_in}
    if not environment.is_given(os.environ, "DATABASE_URL"):
        defaults["DATABASE_URL"] = postgres.Cluster(folder.path).url(postgres.OWNER, postgres.DATABASE)
    if not environment.is_given(os.environ, "BROKER_URL"):
        defaults["BROKER_URL"] = valkey.url(folder.path)
    if practice:
        defaults |= practice.settings
    return environment.filled(os.environ, data=folder.path, port=port, defaults=defaults)


def _start_servers(supervisor: Supervisor, folder: DataFolder) -> None:
    """The embedded servers that no variable replaces."""
    if not environment.is_given(os.environ, "DATABASE_URL"):
        supervisor.add(
            Part("PostgreSQL", lambda: postgres.start(folder.path).process, goodbye=signal.SIGINT, last_to_go=True)
        )
    if not environment.is_given(os.environ, "BROKER_URL"):
        supervisor.add(Part("Valkey", lambda: valkey.start(folder.path).process, last_to_go=True))


def _prepare(supervisor: Supervisor, folder: DataFolder, environ: Mapping[str, str], *, with_demo: bool) -> None:
    """Migrations on every start; the demo once, where we brought the database along ourselves."""
    _run(supervisor, ["migrate", "--data", str(folder.path)], environ, "The database could not be brought up to date")
    wanted = with_demo and environ.get("POLYDESK_ENV", "development") == "development"
    if wanted and not environment.is_given(os.environ, "DATABASE_URL") and first_page.has_demo():
        told = folder.path / "demo"
        if not told.exists():
            _say("First start: the demo is told…")
            _run(supervisor, ["demo", "--data", str(folder.path)], environ, "The demo could not be written")
            told.touch()
    folder.sign_release()


def _run(supervisor: Supervisor, words: list[str], environ: Mapping[str, str], failure: str) -> None:
    """One command to its end, its output kept for the case that it fails; a signal ends it."""
    log = Path(environ["POLYDESK_DATA"]) / f"{words[0]}.log"
    with log.open("wb") as output:
        process = start_python(words, environ, output=output)
    try:
        while process.poll() is None:
            supervisor.wait(1.0)
    finally:
        process.terminate()
        _reap([process], 2.0)
    if process.returncode != 0:
        lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        raise Trouble(f"{failure}: {lines[-1] if lines else _how(process.returncode)} (its output: {log})")


def _furnish(environ: Mapping[str, str], with_demo: bool, practice: PracticeStripe | None) -> None:
    """What may come a moment after the first page."""
    if with_demo:
        first_page.say_demo(environ)
    if practice:
        practice.furnish(environ, with_demo=with_demo)


def default_workers(environ: Mapping[str, str]) -> int:
    """WEB_WORKERS, else one for each core, at most two."""
    given = environ.get("WEB_WORKERS", "")
    return int(given) if given.isdecimal() and int(given) else min(2, os.cpu_count() or 1)


def _reap(processes: Sequence[Process], patience: float) -> None:
    """Waits for processes that were asked to end; kills those that do not within `patience` seconds."""
    deadline = time.monotonic() + patience
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _how(status: int | None) -> str:
    if status is not None and status < 0:
        return f"signal {signal.Signals(-status).name}"
    return f"status {status}"


def _say(line: str) -> None:
    print(f"polydesk: {line}", file=sys.stderr, flush=True)
