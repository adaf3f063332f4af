"""The jobs that this program knows, by name: `@job("surveys.ask")` puts a function here, `find` gives it back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

Verb = Callable[..., Awaitable[None]]

DEFAULT_QUEUE = "default"
DEFAULT_ATTEMPTS = 12


class UnknownJob(LookupError):
    """No function is registered under this name."""


@dataclass(frozen=True)
class Job:
    """What runs under a name, and how patiently."""

    name: str
    verb: Verb
    queue: str
    attempts: int
    time_limit: timedelta
    platform: bool
    opens_unit: bool


_jobs: dict[str, Job] = {}


def job(
    name: str,
    *,
    queue: str = DEFAULT_QUEUE,
    attempts: int = DEFAULT_ATTEMPTS,
    time_limit: timedelta = timedelta(seconds=60),
    platform: bool = False,
    opens_unit: bool = True,
) -> Callable[[Verb], Verb]:
    """Registers an async function as the job `name`.

    It runs inside a unit of the row's tenant (`platform=True`: inside a platform unit) that commits together with the
    row's end. With `opens_unit=False` it is called with a `Lease` first and opens units itself, to talk to the world.
    """

    def register(verb: Verb) -> Verb:
        known = _jobs.get(name)
        if known is not None and _origin(known.verb) != _origin(verb):
            raise ValueError(f"two jobs are called {name!r}: {_origin(known.verb)} and {_origin(verb)}")
        _jobs[name] = Job(name, verb, queue, attempts, time_limit, platform, opens_unit)
        return verb

    return register


def find(name: str) -> Job:
    try:
        return _jobs[name]
    except KeyError:
        raise UnknownJob(f"no job is called {name!r}; is its module loaded by polydesk.wiring?") from None


def name_of(verb: Verb) -> str:
    """The name under which a function was registered."""
    for known in _jobs.values():
        if known.verb is verb:
            return known.name
    raise UnknownJob(f"{_origin(verb)} is no job")


def talkers() -> list[str]:
    """Jobs that talk to the world, in units of their own."""
    return sorted(known.name for known in _jobs.values() if not known.opens_unit)


def queues() -> list[str]:
    """Every queue that a job names, the default one always."""
    return sorted({DEFAULT_QUEUE} | {known.queue for known in _jobs.values()})


def forget(name: str) -> None:
    """For tests: the job was never there."""
    _jobs.pop(name, None)


def _origin(verb: Any) -> str:
    return f"{verb.__module__}.{verb.__qualname__}"
