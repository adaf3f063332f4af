"""The moment when it serves: waits until the first page answers, then says where to go."""

import contextlib
import http.client
import select
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from urllib.parse import urlsplit

from polydesk.kernel.settings import read
from polydesk.runtime.trouble import Trouble

PATIENCE_S = 60.0


def wait(base_url: str, port: int, *, still_well: Callable[[], None]) -> None:
    """Returns as soon as the platform's first page is answered; `still_well` raises when waiting has become vain."""
    deadline = time.monotonic() + PATIENCE_S
    while (status := _status(base_url, port, still_well)) is None:
        still_well()
        if time.monotonic() > deadline:
            raise Trouble(f"No page was answered within {PATIENCE_S:.0f} s; `polydesk doctor` may know why.")
        time.sleep(0.05)
    if status >= 500:
        print(f"polydesk: the first page answers {status}; the lines above may say why.", file=sys.stderr, flush=True)


def say_where(environ: Mapping[str, str], *, seconds: float, practice: str | None = None) -> None:
    """The addresses a person needs first; `practice` is that of a Stripe to practise with."""
    base = environ["BASE_URL"].rstrip("/")
    lines = [
        "",
        f"Polydesk is up ({seconds:.1f} s). Ctrl-C stops it.",
        "",
        f"  The platform      {base}/",
        f"  Sign up           {base}/signup",
    ]
    if read(environ).captures_mail:
        lines.append(f"  Captured mails    {base}/mailbox")
    if practice:
        lines.append(f"  Practice Stripe   {practice} (the card 4242 4242 4242 4242 pays, no real money)")
    print("\n".join(lines), end="\n\n", flush=True)


def say_demo(environ: Mapping[str, str]) -> None:
    """Where the demo is and who may sign in there, where there is one."""
    if not has_demo():
        return
    with contextlib.suppress(subprocess.TimeoutExpired):
        done = subprocess.run(
            [sys.executable, "-m", "polydesk", "demo", "--summary"],
            env=dict(environ), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip
        if done.returncode == 0 and done.stdout.strip():
            print(f"{done.stdout.rstrip()}\n", flush=True)


def has_demo() -> bool:
    return find_spec("polydesk.demo") is not None


def _status(base_url: str, port: int, still_well: Callable[[], None]) -> int | None:
    """One question. The port is open before anybody answers, so we watch the processes while we wait."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": urlsplit(base_url).netloc})
        while not select.select([connection.sock], [], [], 0.1)[0]:
            still_well()
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()
