"""The servers of a bench: the embedded ones, web processes of the product, and the bare framework on the same server."""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

import psutil
from driver import Spent

from polydesk.runtime import surroundings
from polydesk.runtime.data_folder import DataFolder

HERE = Path(__file__).parent
PATIENCE_S = 30.0
ASKED = 20


class Installation:
    """An installation of its own: PostgreSQL and Valkey in `folder`, web processes as they are wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.start_s = 0.0
        self._open = ExitStack()
        self._processes: list[psutil.Process] = []

    def __enter__(self) -> Self:
        os.environ |= {"BASE_URL": f"http://localhost:{self.port}", "POLYDESK_DATA": str(self.folder)}
        os.environ |= {"POLYDESK_ENV": "production", "SECRET_KEY": secrets.token_urlsafe(32)}
        # Each request comes from an address of its own, as from many customers, by the word of a trusted proxy.
        os.environ |= {"TRUSTED_PROXIES": "127.0.0.1", "TICKETS_PER_TENANT": "1000000000"}
        self._open.enter_context(surroundings.started(DataFolder(self.folder)))
        subprocess.run([sys.executable, "-m", "polydesk", "migrate"], check=True, stdout=subprocess.DEVNULL)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def owner_url(self) -> str:
        return os.environ["DATABASE_URL"]

    @contextmanager
    def web(self, *, workers: int) -> Iterator[int]:
        """Web processes on a port of their own; they believe the Host that requests bring."""
        port = free_port()
        words = ["web", "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
        with running([sys.executable, "-m", "polydesk", *words]) as process:
            self.start_s = _wait(f"http://127.0.0.1:{port}/healthz")
            self._processes = psutil.Process(process.pid).children(recursive=True)
            yield port

    def spent(self) -> tuple[float, float]:
        """Processor seconds of the web processes and of the database, so far."""
        return processor_time(self._processes), processor_time(self._database())

    def _database(self) -> list[psutil.Process]:
        postmaster = psutil.Process(int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0]))
        return [postmaster, *postmaster.children()]

    def memory(self) -> float:
        """What the web processes hold in MB, shared pages counted once."""
        return sum(process.memory_full_info().pss for process in self._processes if process.is_running()) / 1e6

    def statements_of(self, request: bytes, port: int) -> float:
        """How many statements one such request runs, once everything that stays in memory is there."""
        ask(request, port)
        before = _statements(port)
        for _again in range(ASKED):
            ask(request, port)
        return (_statements(port) - before) / ASKED


@contextmanager
def hello_server() -> Iterator[tuple[int, Spent]]:
    """The bare framework by the same server with the same options and two processes."""
    port = free_port()
    words = ["--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--loop", "uvloop", "--http", "httptools"]
    quiet = ["--no-access-log", "--no-server-header", "--log-level", "warning"]
    with running([sys.executable, "-m", "uvicorn", "--app-dir", str(HERE), *words, *quiet, "hello:app"]) as process:
        _wait(f"http://127.0.0.1:{port}/")
        workers = psutil.Process(process.pid).children(recursive=True)
        yield port, lambda: (processor_time(workers), 0.0)


@contextmanager
def running(command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def processor_time(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes if process.is_running())


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def ask(request: bytes, port: int) -> bytes:
    """The whole answer to one request, on a connection of its own."""
    with socket.create_connection(("127.0.0.1", port)) as opened:
        opened.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        return b"".join(iter(lambda: opened.recv(65536), b""))


def _statements(port: int) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        found = re.search(r"^polydesk_statements_total (\S+)", answer.read().decode(), re.MULTILINE)
    assert found is not None
    return float(found[1])


def _wait(url: str) -> float:
    """Seconds until it answers."""
    began = time.monotonic()
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return time.monotonic() - began
        except OSError:
            if time.monotonic() - began > PATIENCE_S:
                raise
            time.sleep(0.02)
