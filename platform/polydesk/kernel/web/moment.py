"""The request of the moment, for what renders pages: its path, its headers, whether htmx asks, the theme it wants."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlsplit


@dataclass
class Moment:
    """What the outermost middleware read of the request; `extras` is what inner ones want the layouts to know, `typed` the
    form that came with it, but for passwords."""

    method: str = "GET"
    path: str = "/"
    query: str = ""
    host: str = ""
    scheme: str = "http"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)
    typed: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def is_htmx(self) -> bool:
        return self.headers.get("hx-request") == "true" and self.headers.get("hx-history-restore-request") != "true"

    @property
    def wants_json(self) -> bool:
        if self.path.startswith("/api/"):
            return True
        accept = self.headers.get("accept", "")
        return "json" in accept and "text/html" not in accept

    @property
    def wants_html(self) -> bool:
        return not self.wants_json

    @cached_property
    def full_path(self) -> str:
        """Path and query as they can stand in a link."""
        return quote(self.path, safe="/%:@-._~!$&'()*+,;=") + (f"?{self.query}" if self.query else "")

    @property
    def way_back(self) -> str:
        """Where whoever has to sign in first comes back to: this page; when htmx asks, the one that is open; after a form
        the one that it stood on. Others than browsers can send any text here: `safe_next` decides."""
        if self.is_htmx and (open_page := self.headers.get("hx-current-url")):
            return _local(open_page)
        if self.method in ("GET", "HEAD"):
            return self.full_path
        came_from = self.headers.get("referer", "")
        return _local(came_from) if came_from.startswith(f"{self.scheme}://{self.host}/") else ""

    @property
    def theme(self) -> str:
        wanted = self.cookies.get("theme", "auto")
        return wanted if wanted in ("light", "dark") else "auto"


def _local(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


_moment: ContextVar[Moment | None] = ContextVar("moment", default=None)


def moment() -> Moment:
    return _moment.get() or Moment()


def enter(here: Moment) -> None:
    _moment.set(here)
