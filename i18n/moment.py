"""The language and the zone of the moment.

Both belong to the running request or job, so they live in context variables: what one task sets, no other task sees.
"""

from contextvars import ContextVar, Token
from datetime import tzinfo
from types import TracebackType
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from i18n.locales import SOURCE, parse_tag

Value = TypeVar("Value")
UTC = ZoneInfo("UTC")

_locale: ContextVar[str] = ContextVar("locale", default=SOURCE)
_zone: ContextVar[tzinfo] = ContextVar("zone", default=UTC)

current_locale = _locale.get
current_zone = _zone.get


class Held(Generic[Value]):
    """A context variable that holds a value for the length of a `with` block; may be entered again, even nested."""

    def __init__(self, variable: ContextVar[Value], value: Value) -> None:
        self._variable = variable
        self._value = value
        self._tokens: list[Token[Value]] = []

    def __enter__(self) -> Value:
        self._tokens.append(self._variable.set(self._value))
        return self._value

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._variable.reset(self._tokens.pop())


def speaking(locale: str) -> Held[str]:
    """Everything inside is said in this locale; raises `UnknownTag` for something that is not a language tag."""
    return Held(_locale, parse_tag(locale))


def living_in(zone: str | tzinfo) -> Held[tzinfo]:
    """Everything inside is shown in this zone; raises `ZoneInfoNotFoundError` or `ValueError` for an unknown name."""
    return Held(_zone, ZoneInfo(zone) if isinstance(zone, str) else zone)


def speak(locale: str) -> None:
    """From here to the end of this request or job everything is said in this locale."""
    _locale.set(parse_tag(locale))


def live_in(zone: str) -> None:
    """From here to the end of this request or job everything is shown in this zone."""
    _zone.set(ZoneInfo(zone))
