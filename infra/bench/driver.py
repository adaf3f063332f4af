"""The driver: sends requests over connections that stay open, from a process of its own: wrk, or a Python program.

Requests are ready bytes in a file, each after a line with its length; the driver takes one after the other.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Figures:
    """Answers a second, milliseconds at the median and the 99th percentile, and how many answers were no success.

    `app_us` and `database_us` are processor time for each answer: what holds when others use the machine, too.
    """

    rate: float
    p50: float
    p99: float
    answers: int
    failures: int
    app_us: float = 0.0
    database_us: float = 0.0


Spent = Callable[[], tuple[float, float]]
"""Seconds of processor time so far, of the web processes and of the database."""


def drive(requests: list[bytes], *, port: int, connections: int, seconds: float, spent: Spent) -> Figures:
    with tempfile.NamedTemporaryFile(suffix=".requests") as file:
        for request in requests:
            file.write(b"%d\n%b" % (len(request), request))
        file.flush()
        wrk = None if os.environ.get("BENCH_DRIVER") == "python" else shutil.which("wrk")
        command = _wrk(wrk, port, connections, seconds) if wrk else _python(port, connections, seconds)
        before = spent()
        done = subprocess.run(
            command, env={**os.environ, "BENCH_REQUESTS": file.name}, capture_output=True, text=True, check=True
        )
        app, database = (after - earlier for after, earlier in zip(spent(), before, strict=True))
    found = Figures(**json.loads(done.stdout.splitlines()[-1]))
    return replace(found, app_us=app * 1e6 / found.answers, database_us=database * 1e6 / found.answers)


def _wrk(wrk: str, port: int, connections: int, seconds: float) -> list[str]:
    # One thread sends more than two web processes answer, and leaves them the processor.
    options = ["-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout=10s", "-s", str(HERE / "requests.lua")]
    return [wrk, *options, f"http://127.0.0.1:{port}/"]


def _python(port: int, connections: int, seconds: float) -> list[str]:
    return [sys.executable, str(HERE / "python_driver.py"), str(port), str(connections), str(seconds)]
