"""The data folder of one installation: who uses it now, which release wrote it, the secrets it drew, what runs on it."""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from polydesk.runtime.secret_file import SecretFile
from polydesk.runtime.trouble import Trouble

RELEASE = version("polydesk")
"""The release that this code is; a folder that a newer one has written is left alone."""

STOPPING_PATIENCE_S = 15.0


@dataclass(frozen=True)
class DataFolder:
    """A folder, `.polydesk` by default."""

    path: Path

    @property
    def secrets(self) -> SecretFile:
        return SecretFile(self.path / "secrets.json")

    @property
    def is_new(self) -> bool:
        return not (self.path / "release").exists()

    def make(self) -> None:
        """Makes the folder. Root's PostgreSQL runs as another user, who must be able to pass through."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        except OSError as error:
            raise Trouble(f"The data folder {self.path} cannot be made: {error.strerror}.") from None
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise Trouble(f"The data folder {self.path} cannot be written to; choose another with DATA=…")

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Nobody else starts anything in this folder meanwhile; the lock ends with this process, however it ends."""
        with (self.path / "lock").open("a+") as lock:
            self._take(lock.fileno())
            yield

    def check_release(self) -> None:
        try:
            written = (self.path / "release").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return
        if _order(written) > _order(RELEASE):
            raise Trouble(
                f"The data folder {self.path} belongs to the newer release {written}, and this is {RELEASE}. "
                "Use that release, or another folder with DATA=…"
            )

    def sign_release(self) -> None:
        (self.path / "release").write_text(RELEASE + "\n", encoding="utf-8")

    def announce(self, state: str, *, port: int, environment: Mapping[str, str]) -> None:
        """Writes down what runs here, for `doctor` and other commands; holds secrets, so mode 0600."""
        draft = self.path / "runtime.draft"
        words = {"pid": os.getpid(), "state": state, "port": port, "environment": dict(environment)}
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(words, file, indent=2)
        draft.replace(self.path / "runtime.json")

    def retract(self) -> None:
        (self.path / "runtime.json").unlink(missing_ok=True)

    def running(self) -> dict[str, Any] | None:
        """What `announce` said, if the process that said it still lives."""
        try:
            words: dict[str, Any] = json.loads((self.path / "runtime.json").read_text(encoding="utf-8"))
            alive = psutil.Process(words["pid"]).status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, KeyError, psutil.Error):
            return None
        return words if alive and self._is_locked() else None

    def _is_locked(self) -> bool:
        with (self.path / "lock").open("a+") as lock:
            return not _lock(lock.fileno())

    def _take(self, lock: int) -> None:
        began = time.monotonic()
        while not _lock(lock):
            other = self.running()
            waited = time.monotonic() - began
            # The other one may be about to stop, when its parent was killed a moment ago.
            if (other and other["state"] != "stopping" and waited > 1) or waited > STOPPING_PATIENCE_S:
                where = f" at http://localhost:{other['port']}" if other else ""
                raise Trouble(
                    f"Polydesk already runs on the data folder {self.path}{where}. Stop it, or choose DATA=… and PORT=…"
                )
            time.sleep(0.1)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _order(release: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in release.split("."))
    except ValueError:
        raise Trouble(
            f"The data folder says that it belongs to the release {release!r}, which is no release."
        ) from None
