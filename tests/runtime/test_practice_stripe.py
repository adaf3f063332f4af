"""A Stripe to practise with: its port is ours from the moment it was chosen, and it hears of other plans."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from polydesk.runtime import practice_stripe
from polydesk.runtime.data_folder import DataFolder
from polydesk.runtime.listener import listen
from polydesk.runtime.practice_stripe import ABOVE, PracticeStripe
from polydesk.runtime.trouble import Trouble

TWIN = Path(__file__).parents[1] / "stripe_twin" / "serve.py"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


@pytest.fixture
def practice(tmp_path: Path, taken: int) -> Iterator[PracticeStripe]:
    folder = DataFolder(tmp_path)
    folder.make()
    found = practice_stripe.beside(folder, TWIN, port=taken - ABOVE, environ={})
    assert found
    yield found
    for opened in found.sockets:
        opened.close()


def running(practice: PracticeStripe) -> "subprocess.Popen[bytes]":
    return practice.start(surroundings(practice))


def surroundings(practice: PracticeStripe) -> dict[str, str]:
    return {**os.environ, **practice.settings, "BASE_URL": "http://localhost:1"}


def is_settled(practice: PracticeStripe) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{practice.address}health", timeout=60) as answer:
                return bool(json.load(answer)["is_settled"])
        except (urllib.error.URLError, ConnectionError):
            continue  # it was killed while it answered
    pytest.fail("it does not answer")


def test_it_takes_another_port_and_nobody_takes_that_one_while_it_is_started_again(
    practice: PracticeStripe, taken: int
) -> None:
    assert practice.port != taken
    for _start in range(2):
        with pytest.raises(Trouble, match="is taken"):
            listen("127.0.0.1", practice.port)
        process = running(practice)
        try:
            assert not is_settled(practice)
        finally:
            process.kill()
            process.wait()


def test_it_hears_of_the_plans_once_and_again_when_they_are_others(practice: PracticeStripe) -> None:
    process = running(practice)
    log, sold = practice.folder / "billing.log", practice.folder / "sold"
    try:
        practice.furnish(surroundings(practice), with_demo=False)
        assert is_settled(practice)
        assert "polydesk_team_month_eur_base" in log.read_text()
        log.unlink()
        practice.furnish(surroundings(practice), with_demo=False)
        assert not log.exists()
        sold.write_text("the plans of last year")
        practice.furnish(surroundings(practice), with_demo=False)
        assert log.exists()
        assert sold.read_text() != "the plans of last year"
    finally:
        process.kill()
        process.wait()
