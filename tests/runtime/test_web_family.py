"""Web processes that were forked by one that had loaded everything: they live, die and are replaced one by one."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from polydesk.runtime import web_family
from polydesk.runtime.adopted import Adopted
from polydesk.runtime.web_family import Family

pytestmark = pytest.mark.skipif(not web_family.IS_POSSIBLE, reason="only Linux forks what is loaded")

# Two that write down what chance and their clock gave them, and wait for a signal.
LOADER = """
import os, random, signal, sys
from pathlib import Path
from polydesk.kernel.ids import new_id
from polydesk.kernel.tokens import new_token
from polydesk.runtime import web_family

def run():
    drawn = Path(sys.argv[2], str(os.getpid()))
    drawn.with_suffix(".part").write_text(f"{random.random()} {new_id()} {new_token()}")
    drawn.with_suffix(".part").rename(drawn)
    signal.pause()

Path(sys.argv[2], "loaded.mark").touch()
sys.exit(web_family.leave_behind(run, 2, tell=int(sys.argv[1])))
"""


@pytest.fixture
def source(tmp_path: Path) -> Family:
    def load(tell: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-c", LOADER, str(tell), str(tmp_path)], pass_fds=[tell])

    return Family(load)


@pytest.fixture
def family(source: Family) -> Iterator[list[Adopted]]:
    members = [source.take(), source.take()]
    assert source.take() is None
    found = [member for member in members if member]
    assert len(found) == 2
    yield found
    for member in found:
        member.kill()
        member.wait(60)


def test_they_are_children_of_whoever_had_them_loaded(family: list[Adopted]) -> None:
    assert [psutil.Process(member.pid).ppid() for member in family] == [os.getpid(), os.getpid()]
    assert [member.poll() for member in family] == [None, None]


def test_what_was_loaded_for_nothing_is_gone(tmp_path: Path) -> None:
    started = []

    def load(tell: int) -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen([sys.executable, "-c", LOADER, str(tell), str(tmp_path)], pass_fds=[tell]))
        return started[0]

    source = Family(load)
    source.dismiss()
    assert not psutil.pid_exists(started[0].pid)
    assert source.take() is None


def test_one_that_is_killed_takes_nobody_along(family: list[Adopted]) -> None:
    family[0].send_signal(signal.SIGKILL)
    assert family[0].wait(60) == -signal.SIGKILL
    family[0].send_signal(signal.SIGKILL)  # nobody else who has its number by now
    assert family[1].poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        family[1].wait(0.05)


def test_no_two_draw_the_same_random_numbers(family: list[Adopted], tmp_path: Path) -> None:
    end = time.monotonic() + 90
    while len(drawn := [path for path in tmp_path.iterdir() if not path.suffix]) < 2:
        assert time.monotonic() < end, "they drew nothing"
    words = [path.read_text().split() for path in drawn]
    assert all(one != other for one, other in zip(*words, strict=True))


def test_they_are_loaded_before_they_are_wanted_and_born_when_they_are(source: Family, tmp_path: Path) -> None:
    end = time.monotonic() + 90
    while not (tmp_path / "loaded.mark").exists():
        assert time.monotonic() < end, "it does not load by itself"
    loader = psutil.Process(source._process.pid)
    assert loader.children() == []
    born = [source.take(), source.take()]
    assert source._process.poll() == 0
    for member in born:
        assert member is not None
        member.kill()
        member.wait(60)


def test_a_loader_whose_supervisor_goes_away_goes_too(source: Family) -> None:
    source._line.close()
    assert source._process.wait(90) == 1


def test_when_loading_fails_there_is_nobody_to_adopt() -> None:
    source = Family(lambda tell: subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"], pass_fds=[tell]))
    assert source.take() is None


def test_nothing_is_forked_beside_a_thread() -> None:
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        with pytest.raises(RuntimeError, match="no fork beside threads"):
            web_family.leave_behind(lambda: 0, 1, tell=-1)
    finally:
        ended.set()
        thread.join()


def test_the_application_begins_no_thread() -> None:
    script = "import threading; from polydesk.app import create_app; create_app(); print(threading.active_count())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "1"
