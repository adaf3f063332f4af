"""How a session is shown to its owner: the browser and the system by their names, when it was seen, from where."""

import re
from dataclasses import dataclass
from datetime import datetime

from i18n import _
from tenants.sessions import Session

_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Device:
    mark: str
    label: str
    is_phone: bool
    is_current: bool
    ip: str
    seen_at: datetime
    created_at: datetime


def shown(found: list[Session], *, current: bytes | None) -> list[Device]:
    """The session at hand first, the others as they were seen last."""
    devices = [
        Device(
            mark=session.hash.hex(),
            label=label_of(session.user_agent),
            is_phone=bool(re.search("iPhone|Android.*Mobile", session.user_agent)),
            is_current=session.hash == current,
            ip=session.ip,
            seen_at=session.seen_at,
            created_at=session.created_at,
        )
        for session in found
    ]
    return sorted(devices, key=lambda device: not device.is_current)


def label_of(user_agent: str) -> str:
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")
