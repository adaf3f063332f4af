"""Examines what lies on this machine: Python, the data folder, zones, catalogues, the browser's files."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from i18n import catalog
from i18n.locales import endonym
from polydesk.kernel import web
from polydesk.runtime.data_folder import RELEASE, DataFolder
from polydesk.runtime.finding import Finding, note, ok, wrong
from polydesk.runtime.trouble import Trouble

LITTLE_SPACE = 1_000_000_000


def examine(folder: DataFolder) -> Iterator[Finding]:
    yield ok("release", f"Polydesk {RELEASE} on Python {sys.version.split()[0]}")
    yield from _data(folder)
    yield _zones()
    yield from _catalogues()
    yield _assets()


def _data(folder: DataFolder) -> Iterator[Finding]:
    if not folder.path.exists():
        yield note("data", f"{folder.path} does not exist yet; the first start makes it")
        return
    try:
        folder.check_release()
    except Trouble as trouble:
        yield wrong("data", str(trouble))
        return
    free = shutil.disk_usage(folder.path).free
    if not os.access(folder.path, os.W_OK):
        yield wrong("data", f"{folder.path} cannot be written to; give it to the user who runs Polydesk")
    elif free < LITTLE_SPACE:
        yield wrong("data", f"only {free // 1_000_000} MB are free for {folder.path}; make room")
    else:
        yield ok("data", f"{folder.path}, {free // 1_000_000_000} GB free")


def _zones() -> Finding:
    return ok("time zones", f"tzdata {version('tzdata')}")


def _catalogues() -> Iterator[Finding]:
    stale = [name for name in catalog.translated_languages() if not _is_compiled(name)]
    if stale:
        yield wrong("languages", f"the catalogues of {', '.join(stale)} are not compiled; run `make setup`")
    else:
        yield ok("languages", ", ".join(endonym(name) for name in catalog.UI_LANGUAGES))


def _is_compiled(language: str) -> bool:
    source = catalog.LOCALES / language / "LC_MESSAGES" / f"{catalog.DOMAIN}.po"
    made = source.with_suffix(".mo")
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def _assets() -> Finding:
    static = Path(web.__file__).parent / "static"
    try:
        files = json.loads((static / "manifest.json").read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        return wrong("assets", "the browser's files are not built; run `make setup`")
    missing = [name for name in files.values() if not (static / name).is_file()]
    if missing:
        return wrong("assets", f"{len(missing)} of the browser's files are missing; run `make setup`")
    return ok("assets", f"{len(files)} files for the browser")
