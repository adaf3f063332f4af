"""Text that is written once and translated whenever it is shown.

`lazy("Open")` on a class or in a table marks the sentence for the catalogue; `str()`, `%`, `format()`, f-strings and
templates then say it in the language of that moment. It is no `str` on purpose: whoever needs one must say `str()`,
and so cannot freeze the language by accident.
"""

from markupsafe import Markup, escape

from i18n.catalog import gettext, pgettext


class LazyText:
    __slots__ = ("context", "message")

    def __init__(self, message: str, context: str | None = None) -> None:
        self.message = message
        self.context = context

    def __str__(self) -> str:
        if self.context is None:
            return gettext(self.message)
        return pgettext(self.context, self.message)  # notext: lazy_in() was extracted

    def __html__(self) -> Markup:
        return escape(str(self))

    def __mod__(self, values: object) -> str:
        return str(self) % values

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __add__(self, other: object) -> str:
        return str(self) + str(other)

    def __radd__(self, other: object) -> str:
        return str(other) + str(self)

    def __bool__(self) -> bool:
        return bool(self.message)

    def __len__(self) -> int:
        return len(str(self))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LazyText):
            return NotImplemented
        return (self.context, self.message) == (other.context, other.message)

    def __hash__(self) -> int:
        return hash((self.context, self.message))

    def __repr__(self) -> str:
        return f"lazy({self.message!r})" if self.context is None else f"lazy_in({self.context!r}, {self.message!r})"


def lazy(message: str) -> LazyText:
    return LazyText(message)


def lazy_in(context: str, message: str) -> LazyText:
    """A lazy text with a context, for short words that mean several things ("Open": the status, or the button)."""
    return LazyText(message, context)
