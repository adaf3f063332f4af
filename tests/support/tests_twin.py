"""The twin of Stripe as a process of its own, for as long as a test or a bench needs it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from polydesk.runtime import leash

SERVER = Path(__file__).parents[1] / "stripe_twin" / "serve.py"
START_S = 60.0


@contextmanager
def running(port: int, *words: str, secret: str = "whsec_twin") -> Iterator[str]:
    """The twin as a process that ends with this one; answers its address once it listens."""
    command = [sys.executable, str(SERVER), "--port", str(port), "--secret", secret, *words]
    process = subprocess.Popen(command, env={**os.environ, leash.VARIABLE: str(os.getpid())})
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(process, base)
        yield base
    finally:
        process.terminate()
        try:
            process.wait(60)  # or what it keeps would be lost
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", base: str) -> None:
    deadline = time.monotonic() + START_S
    with httpx.Client(base_url=base, timeout=5, trust_env=False, verify=False) as line:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                line.get("/_twin/health").raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.05)
            else:
                return
    raise AssertionError("the twin of Stripe did not start; its words are above")
