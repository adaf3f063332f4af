"""`make setup`: the environment from the lock file, browser assets, compiled catalogues. Needs nothing but Python.

Each step leaves a stamp made of what it read and is skipped while that is unchanged. Packages are installed by uv, which
the lock file pins as well, and by pip where uv does not get through; both check every hash.
"""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
LOCK = ROOT / "infra" / "lock" / "requirements.txt"
STAMP = VENV / "polydesk-set-up"
CATALOGUES = ROOT / "i18n" / "locales"


def main() -> None:
    began = time.monotonic()
    with alone():
        worked = False
        stamp = digest([LOCK, ROOT / "pyproject.toml"], sys.version_info[:2])
        if not (PYTHON.exists() and STAMP.is_file() and STAMP.read_text() == stamp):
            STAMP.unlink(missing_ok=True)
            set_up_environment()
            compile_what_is_used()
            STAMP.write_text(stamp)
            worked = True
        if assets_are_due():
            run("building the browser assets", [PYTHON, "-m", "polydesk.kernel.web.build_assets"])
            run("compiling the templates", [PYTHON, "-m", "polydesk.kernel.web.compile_templates"])
            assets_are_done()
            worked = True
        if catalogues_are_due():
            run("compiling the catalogues", [PYTHON, "-m", "i18n", "compile"])
            worked = True
        if worked:
            say(f"done in {time.monotonic() - began:.0f} s")


class alone:
    """One set-up at a time in this checkout; a second one waits and then finds everything done."""

    def __enter__(self) -> None:
        folder = ROOT / "build"
        folder.mkdir(exist_ok=True)
        self.lock = (folder / "set-up.lock").open("w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another set-up is at work here; waiting for it")
            fcntl.flock(self.lock, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.lock.close()


def set_up_environment() -> None:
    if not runs(PYTHON):
        say(f"making .venv with Python {sys.version.split()[0]}")
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
        )
        if made.returncode != 0:
            stop(
                "this Python cannot make an environment; on Debian: apt-get install python3-venv",
                made.stdout + made.stderr,
            )
    say("installing the packages of the lock file")
    if not install_uv() or not install_with_uv():
        pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes"]
        run("installing with pip", [*pip, "-r", LOCK])
    build = [
        PYTHON,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
    ]
    run("installing Polydesk itself", [*build, "-e", ROOT])


def compile_what_is_used() -> None:
    """The modules that the product imports, and not the thousands that nobody does, are compiled once and for all."""
    at_once = "polydesk.app, polydesk.worker, polydesk.kernel.migrating, polydesk.kernel.schema"
    later = "boto3, deepl, dkim, dns.asyncresolver, http_ece, mrml, PIL, puremagic, py_vapid, redis.asyncio, stripe"
    quietly([PYTHON, "-c", f"import {at_once}, {later}"], {**os.environ, "PYTHONDONTWRITEBYTECODE": ""})


def install_uv() -> bool:
    """uv in the version and with the hashes of the lock file."""
    found = re.search(r"^uv==.*(?:\n    --hash=.*)+", LOCK.read_text(), re.MULTILINE)
    if found is None:
        return False
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
        only_uv.write(found.group() + "\n")
        only_uv.flush()
        pip = [
            PYTHON,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            "--quiet",
            "--no-deps",
            "--require-hashes",
        ]
        return quietly([*pip, "-r", only_uv.name])


def install_with_uv() -> bool:
    install = [UV, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", LOCK]
    return quietly(install, {**os.environ, **index_for_uv()})


def index_for_uv() -> dict[str, str]:
    """Where pip is told to find packages, in uv's words: uv does not read pip's configuration."""
    listed = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False).stdout
    found = {
        name: value
        for _, name, value in re.findall(r"^(:env:|global|user|site|install)\.([\w-]+)='(.*)'$", listed, re.MULTILINE)
    }
    words = {
        "UV_DEFAULT_INDEX": found.get("index-url", ""),
        "UV_INDEX": found.get("extra-index-url", ""),
        "UV_FIND_LINKS": found.get("find-links", ""),
        "SSL_CERT_FILE": found.get("cert", ""),
        # Safe, because every file must have a hash of the lock file whichever index it comes from.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_HTTP_TIMEOUT": "180",
    }
    return {name: " ".join(value.split()) for name, value in words.items() if value and not os.environ.get(name)}


def assets_are_due() -> bool:
    made = (STATIC / "manifest.json", STATIC / "templates")
    return not all(path.exists() for path in made) or not stamp_is(ROOT / "build" / "assets-stamp", asset_sources())


def assets_are_done() -> None:
    (ROOT / "build" / "assets-stamp").write_text(asset_sources())


STATIC = ROOT / "platform" / "polydesk" / "kernel" / "web" / "static"
SOURCES = ("platform/polydesk", "tenants", "portal", "surveys", "billing", "i18n")


def asset_sources() -> str:
    """Names, sizes and times of everything the assets are made of: cheap, and wrong only on the safe side."""
    files = [path for path in (ROOT / "infra" / "assets").glob("*") if path.is_file()]
    for folder in SOURCES:
        for inside, folders, names in os.walk(ROOT / folder):
            folders[:] = [
                name for name in folders if name not in ("static", "__pycache__", "node_modules", "migrations")
            ]
            files += [
                Path(inside, name) for name in names if name.endswith((".py", ".html", ".css", ".js", ".svg", ".png"))
            ]
    facts = [f"{path} {(about := path.stat()).st_size} {about.st_mtime_ns}" for path in sorted(files)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def catalogues_are_due() -> bool:
    return any(is_older(po.with_suffix(".mo"), po) for po in CATALOGUES.rglob("*.po"))


def is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime_ns < source.stat().st_mtime_ns


def stamp_is(path: Path, stamp: str) -> bool:
    return path.is_file() and path.read_text() == stamp


def digest(files: list[Path], *more: object) -> str:
    found = hashlib.sha256(repr((str(ROOT), *more)).encode())
    for path in files:
        found.update(path.read_bytes())
    return found.hexdigest()


def runs(python: Path) -> bool:
    return python.exists() and quietly([python, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"])


def quietly(command: list, environment: dict[str, str] | None = None) -> bool:  # type: ignore[type-arg]
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, env=environment, cwd=ROOT
    )
    if done.returncode != 0 and os.environ.get("VERBOSE"):
        say(done.stderr.strip())
    return done.returncode == 0


def run(what: str, command: list) -> None:  # type: ignore[type-arg]
    say(what)
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode != 0:
        stop(f"{what} failed", done.stdout + done.stderr)


def say(line: str) -> None:
    print(f"set-up: {line}", flush=True)


def stop(line: str, output: str) -> None:
    tail = "\n".join(output.strip().splitlines()[-15:])
    sys.exit(f"{tail}\nset-up: {line}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
