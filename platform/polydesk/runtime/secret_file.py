"""Secrets that a data folder draws for itself: made once, kept in one file that only its owner may read."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SecretFile:
    """Named secrets in a JSON file of mode 0600."""

    path: Path

    def get(self, name: str) -> str:
        """The secret of this name; drawn and written down when it is asked for the first time."""
        known = self._read()
        if name not in known:
            known[name] = secrets.token_urlsafe(32)
            self._write(known)
        return known[name]

    def _read(self) -> dict[str, str]:
        try:
            known: dict[str, str] = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return known

    def _write(self, known: dict[str, str]) -> None:
        draft = self.path.with_suffix(".draft")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(known, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)
