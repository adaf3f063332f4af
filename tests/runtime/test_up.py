"""`polydesk up` as a person meets it: real processes, signals, kills, and two that want the same place."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.faults

PATIENCE_S = 90

Start = Callable[..., "Up"]


class Up:
    """A running `polydesk up`."""

    def __init__(self, folder: Path, port: int, workers: int) -> None:
        self.port = port
        plain = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DATABASE_", "BROKER_", "BASE_URL"))
        }
        command = [sys.executable, "-m", "polydesk", "up", "--port", str(port), "--data", str(folder), "--no-demo"]
        command += ["--workers", str(workers)]
        self.process = subprocess.Popen(command, env=plain, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def wait_until_up(self) -> list[psutil.Process]:
        """Reads on until it says that it is up; answers the processes that belong to it."""
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "Captured mails" in line or "/signup" in line:
                return psutil.Process(self.process.pid).children(recursive=True)
        pytest.fail("it did not come up:\n" + "".join(said))

    def says(self) -> str:
        """Everything it says until it ends."""
        return self.process.communicate(timeout=PATIENCE_S)[0]

    def page(self, path: str = "/healthz") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
        return connection.getresponse().status


def web_processes(up: Up, *, anybody: bool = False) -> list[psutil.Process]:
    family = psutil.Process(up.process.pid).children() if anybody else up.wait_until_up()
    return [process for process in family if "web" in process.cmdline()]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Start]:
    started: list[Up] = []

    def begin(folder: Path = tmp_path / "data", on: int = port, workers: int = 1) -> Up:
        started.append(Up(folder, on, workers))
        return started[-1]

    yield begin
    for up in started:
        up.process.kill()
        up.process.communicate()


def test_it_serves_mends_itself_refuses_doubles_and_leaves_nothing(start: Start, tmp_path: Path, port: int) -> None:
    up = start()
    family = up.wait_until_up()
    assert up.page() == 200

    assert "already runs on the data folder" in start(on=port + 1).says()
    assert f"Port {port} is taken" in start(folder=tmp_path / "other").says()

    web = next(process for process in family if "web" in process.cmdline())
    web.kill()
    web.wait(10)
    assert up.page() == 200  # the open port holds the request until the next process takes it

    family = psutil.Process(up.process.pid).children(recursive=True)
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(10) == 0
    assert psutil.wait_procs(family, timeout=1)[1] == []


def test_a_web_process_that_was_killed_is_replaced_beside_its_brother(start: Start) -> None:
    up = start(workers=2)
    brothers = web_processes(up)
    assert len(brothers) == 2
    brothers[0].kill()
    brothers[0].wait(10)
    assert up.page() == 200
    assert brothers[1].is_running()
    for _ in up.process.stdout or ():  # it says that it starts another one, then that one says its time zones
        if len(web_processes(up, anybody=True)) == 2:
            break

    up.process.kill()
    up.process.wait()
    assert psutil.wait_procs(brothers, timeout=10)[1] == []


def test_it_starts_again_after_its_parent_was_killed(start: Start) -> None:
    first = start()
    family = first.wait_until_up()
    first.process.kill()
    first.process.wait()

    second = start()
    second.wait_until_up()
    assert second.page() == 200
    assert psutil.wait_procs(family, timeout=10)[1] == []

    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(10) == 0


def test_a_signal_during_the_start_ends_it_too(start: Start) -> None:
    up = start()
    assert up.process.stdout is not None
    assert "First start" in up.process.stdout.readline()
    family = psutil.Process(up.process.pid).children(recursive=True)
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(10) == 0
    assert psutil.wait_procs(family, timeout=1)[1] == []
