"""The environment of the product's processes: what the caller gave, and embedded defaults for what is missing."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from polydesk.kernel.settings import PREFIXES, Settings

FIELDS = frozenset(field.name for field in fields(Settings))


def is_given(environ: Mapping[str, str], name: str) -> bool:
    """Whether the caller set it, as a value or as a file (`SECRET_KEY_FILE`)."""
    return bool(environ.get(name) or environ.get(f"{name}_FILE"))


def filled(environ: Mapping[str, str], *, data: Path, port: int, defaults: Mapping[str, str]) -> dict[str, str]:
    """`environ` with each of `defaults` that is not given, and what every process needs."""
    # An empty setting is one that somebody left open, in a shell or a compose file; it counts as not given.
    result = {name: value for name, value in environ.items() if value or not _is_setting(name)}
    for name, value in {"BASE_URL": f"http://localhost:{port}", **defaults}.items():
        if not is_given(environ, name):
            result[name] = value
    result["POLYDESK_DATA"] = str(data)
    # Zones come from the pinned tzdata package, never from the machine; output appears when it is written.
    result |= {"PYTHONTZPATH": "", "PYTHONUNBUFFERED": "1"}
    return result


def described(environment: Mapping[str, str]) -> dict[str, str]:
    """The part that another command needs to find its way: the settings, not the caller's whole shell."""
    return {name: value for name, value in environment.items() if _is_setting(name) or name == "PYTHONTZPATH"}


def _is_setting(name: str) -> bool:
    plain = name.removesuffix("_FILE")
    return plain.startswith(PREFIXES) or plain.lower() in FIELDS
