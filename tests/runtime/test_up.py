"""`polydesk up` as a person meets it: real processes, signals, kills, and two that want the same place."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from tests_ports import free_port

pytestmark = pytest.mark.faults

PATIENCE_S = 90
TWIN = Path(__file__).parents[1] / "stripe_twin" / "serve.py"
KEY = {"Authorization": "Bearer sk_test_twin"}

Start = Callable[..., "Up"]


class Up:
    """A running `polydesk up`."""

    def __init__(self, folder: Path, port: int, workers: int, *words: str) -> None:
        self.port = port
        plain = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DATABASE_", "BROKER_", "BASE_URL", "STRIPE_"))
        }
        command = [sys.executable, "-m", "polydesk", "up", "--port", str(port), "--data", str(folder), "--no-demo"]
        command += ["--workers", str(workers), *words]
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
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
        return connection.getresponse().status


def web_processes(up: Up, *, anybody: bool = False) -> list[psutil.Process]:
    family = psutil.Process(up.process.pid).children() if anybody else up.wait_until_up()
    return [process for process in family if "web" in process.cmdline()]


def still_alive(processes: list[psutil.Process], *, after: float) -> list[psutil.Process]:
    """Without those that have ended and whose new parent, once theirs was gone, takes its time to say goodbye."""
    return [process for process in psutil.wait_procs(processes, timeout=after)[1] if not _has_ended(process)]


def _has_ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Start]:
    started: list[Up] = []

    def begin(*words: str, folder: Path = tmp_path / "data", on: int = port, workers: int = 1) -> Up:
        started.append(Up(folder, on, workers, *words))
        return started[-1]

    yield begin
    for up in started:
        up.process.kill()
        up.process.communicate()


@pytest.fixture
def furnished(prepared: Callable[[Path], None], tmp_path: Path) -> None:
    """A data folder whose database is made and migrated already: to see that once is enough."""
    prepared(tmp_path / "data")


def test_it_serves_mends_itself_refuses_doubles_and_leaves_nothing(start: Start, tmp_path: Path, port: int) -> None:
    up = start()
    family = up.wait_until_up()
    assert up.page() == 200

    assert "already runs on the data folder" in start(on=port + 1).says()
    assert f"Port {port} is taken" in start(folder=tmp_path / "other").says()

    web = next(process for process in family if "web" in process.cmdline())
    web.kill()
    web.wait(PATIENCE_S)
    assert up.page() == 200  # the open port holds the request until the next process takes it

    family = psutil.Process(up.process.pid).children(recursive=True)
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(PATIENCE_S) == 0
    assert still_alive(family, after=PATIENCE_S) == []


@pytest.mark.usefixtures("furnished")
def test_a_web_process_that_was_killed_is_replaced_beside_its_brother(start: Start) -> None:
    up = start(workers=2)
    brothers = web_processes(up)
    assert len(brothers) == 2
    brothers[0].kill()
    brothers[0].wait(PATIENCE_S)
    assert up.page() == 200
    assert brothers[1].is_running()
    patience = time.monotonic() + PATIENCE_S
    while len(web_processes(up, anybody=True)) < 2:
        assert time.monotonic() < patience
        assert up.page() == 200

    up.process.kill()
    up.process.wait()
    assert still_alive(brothers, after=PATIENCE_S) == []


@pytest.mark.usefixtures("furnished")
def test_it_starts_again_after_its_parent_was_killed(start: Start) -> None:
    first = start()
    family = first.wait_until_up()
    first.process.kill()
    first.process.wait()

    second = start()
    second.wait_until_up()
    assert second.page() == 200
    assert still_alive(family, after=PATIENCE_S) == []

    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(PATIENCE_S) == 0


def test_a_signal_during_the_start_ends_it_too(start: Start) -> None:
    up = start()
    assert up.process.stdout is not None
    assert "First start" in up.process.stdout.readline()
    family = psutil.Process(up.process.pid).children(recursive=True)
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(PATIENCE_S) == 0
    assert still_alive(family, after=PATIENCE_S) == []


@pytest.mark.usefixtures("furnished")
def test_a_stripe_to_practise_with_is_one_of_its_parts(start: Start, tmp_path: Path) -> None:
    up = start("--stripe-twin", str(TWIN))
    up.wait_until_up()
    address = _practice_address(up)
    twin = _practising(up)
    _wait_for(lambda: _answers(address))
    kept = httpx.post(f"{address}/v1/customers", data={"name": "Acme"}, headers=KEY, timeout=PATIENCE_S).json()

    _wait_for(lambda: httpx.get(f"{address}/_twin/health", timeout=PATIENCE_S).json()["is_settled"])
    sold = {"lookup_keys[0]": "polydesk_team_month_eur_base"}
    assert len(httpx.get(f"{address}/v1/prices", params=sold, headers=KEY, timeout=PATIENCE_S).json()["data"]) == 1

    state = tmp_path / "data" / "stripe" / "state.json"
    _wait_for(lambda: state.exists() and kept["id"] in state.read_text())
    twin.kill()
    twin.wait(PATIENCE_S)
    _wait_for(lambda: _answers(address))
    assert httpx.get(f"{address}/v1/customers/{kept['id']}", headers=KEY, timeout=PATIENCE_S).json()["name"] == "Acme"

    family = psutil.Process(up.process.pid).children(recursive=True)
    up.process.kill()
    up.process.wait()
    assert still_alive(family, after=PATIENCE_S) == []


def _practice_address(up: Up) -> str:
    assert up.process.stdout is not None
    line = next(line for line in up.process.stdout if "Practice Stripe" in line)
    assert "4242 4242 4242 4242" in line
    return line.split()[2].removesuffix("/_twin/")


def _practising(up: Up) -> psutil.Process:
    found: list[psutil.Process] = []
    _wait_for(lambda: found.extend(one for one in psutil.Process(up.process.pid).children() if _is_twin(one)) or found)
    return found[0]


def _is_twin(process: psutil.Process) -> bool:
    return str(TWIN) in process.cmdline()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/_twin/health", timeout=5).is_success
    except httpx.HTTPError:
        return False


def _wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
