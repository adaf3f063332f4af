"""Structured logs: one line an event, with tenant and request, secrets taken out."""

import logging
import re
import sys
from typing import Any

from polydesk.kernel import zones
from polydesk.kernel.leaving_out import leaving_out
from polydesk.kernel.request_id import request_id
from polydesk.kernel.settings import SECRETS, settings
from polydesk.kernel.tenancy import tenant_or_none

# Litestar brings rich along, and structlog would load all of it to draw tracebacks, which we write as text.
with leaving_out("rich"):
    import structlog

HIDDEN = "[hidden]"

# What must never be read in a log: keys that name secrets, and links or addresses that carry one.
_SECRET_NAME = re.compile(
    r"pass(word|phrase)?|secret|token|cookie|authorization|api_?key|session|signature", re.IGNORECASE
)
_BEFORE_TOKENS = ("t", "rate", "enter", "confirm", "reset", "link", "invitations", "service-level", "wall")
_TOKEN = "|".join(rf"(?<=/{place}/)" for place in _BEFORE_TOKENS)
_SECRET_TEXT = re.compile(
    rf"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)|(?:{_TOKEN})[\w-]{{16,}}"
    r"|(?<=signature=)[\w-]+|(?<=token=)[\w-]+|(?<=[?&]code=)[^&\s]+|(?<=[?&]state=)[^&\s]+|[rs]k_(live|test)_\w+|whsec_\w+"
)


def configure() -> None:
    """For every process, once at its start: JSON lines in production, readable ones in development."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _say_where,
        structlog.processors.format_exc_info,
        redact,
    ]
    last = (
        structlog.processors.JSONRenderer() if settings().is_production else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    if settings().is_production:  # elsewhere somebody reads along; `polydesk doctor` tells them
        logger().info("time zones", tzdata=zones.release())


def logger() -> Any:
    return structlog.get_logger()


def redact(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Takes secrets out of an event, by the names of its keys and by the shape of its texts."""
    return {key: HIDDEN if _SECRET_NAME.search(key) else _clean(value) for key, value in event.items()}


def redact_text(text: str) -> str:
    for name in SECRETS:
        value = getattr(settings(), name)
        if len(value) >= 8:
            text = text.replace(value, HIDDEN)
    return _SECRET_TEXT.sub(HIDDEN, text)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, dict):
        return redact(None, "", value)
    return value


def _say_where(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    if request := request_id():
        event.setdefault("request", request)
    if tenant := tenant_or_none():
        event.setdefault("tenant", str(tenant))
    return event
