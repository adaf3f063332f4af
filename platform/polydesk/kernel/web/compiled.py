"""Compiled templates: `make setup` makes Python of all of them, so that no process does so with its first requests.

`python -m polydesk.kernel.web.compile_templates` writes them beside the browser's files. One that has changed since, or that
another Jinja, Python or compiler of ours would make differently, is compiled by the process that needs it.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from i18n import jinja
from polydesk.kernel.web import assets, compiling

FOLDER = assets.STATIC / "templates"


class Compiled(BytecodeCache):
    """Jinja looks here first, and compares what it finds with the template's text; only set-up writes."""

    def __init__(self, folder: Path = FOLDER, *, writes: bool = False) -> None:
        self._folder = folder
        self._writes = writes
        self._way = hashlib.sha256(jinja2.__version__.encode())
        for part in (compiling, assets, jinja):  # fixed drawings are part of the text, and filters of the code
            self._way.update(Path(str(part.__file__)).read_bytes())
        with suppress(OSError):  # before the assets are built nothing is compiled, either
            self._way.update((assets.STATIC / "icons.json").read_bytes())

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """By the name alone: an installed template lies elsewhere than the one that was compiled."""
        key = self._way.copy()
        key.update(name.encode())
        return key.hexdigest()[:32]

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError), (self._folder / bucket.key).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not self._writes:
            return
        fresh = self._folder / f".{bucket.key}.{os.getpid()}"
        with fresh.open("wb") as file:
            bucket.write_bytecode(file)
        fresh.replace(self._folder / bucket.key)

    def keep_only(self, names: list[str]) -> None:
        kept = {self.get_cache_key(name) for name in names}
        for path in self._folder.iterdir():
            if path.name not in kept:
                path.unlink()
