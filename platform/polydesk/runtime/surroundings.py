"""Where a command finds its database: named by the caller, running on the data folder, or started for the moment."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from polydesk.runtime import environment, postgres, valkey
from polydesk.runtime.data_folder import DataFolder


@contextmanager
def surroundings(data: Path) -> Iterator[None]:
    """Within it `settings()` names a database that runs."""
    folder = DataFolder(data.resolve())
    if environment.is_given(os.environ, "DATABASE_URL"):
        yield
    elif running := folder.path.exists() and folder.running():
        os.environ.update(running["environment"])
        yield
    else:
        with started(folder):
            yield


@contextmanager
def started(folder: DataFolder) -> Iterator[None]:
    """The embedded servers of a folder that nobody else uses, for as long as it takes."""
    folder.make()
    with folder.taken():
        folder.check_release()
        database = postgres.start(folder.path)
        try:
            broker = valkey.start(folder.path)
            try:
                defaults = {
                    "DATABASE_URL": database.url,
                    "BROKER_URL": broker.url,
                    "SECRET_KEY": folder.secrets.get("secret_key"),
                }
                os.environ.update(environment.filled(os.environ, data=folder.path, port=8000, defaults=defaults))
                yield
            finally:
                broker.stop()
        finally:
            database.stop()
