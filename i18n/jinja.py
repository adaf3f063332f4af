"""The words of the floor in templates.

`install(environment)` gives every template `_()`, `ngettext()`, `pgettext()`, `npgettext()` and `{% trans %}`, all in
the language of the moment, and the filters `when`, `day`, `clock`, `ago`, `zone`, `number`, `percent`, `bytes`,
`duration`, `hour`, `money`, `language`, `endonym`, `country` and `listed` (`list` stays Jinja's own). In HTML a
translation is escaped first and only then called markup, so that `{{ _("Hello %(name)s") % {"name": name} }}` escapes
the name, keeps markup that a filter made, and a catalogue can smuggle nothing in. The filters take the context, because
Jinja would otherwise work out constants once, in the language of whoever came first.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache, partial
from typing import Any

from jinja2 import Environment, pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup, escape

from i18n import catalog, formats
from i18n.locales import endonym
from i18n.moment import current_locale, current_zone

Clock = Callable[[], datetime]


def install(environment: Environment, now: Clock | None = None) -> None:
    """Call once for each environment; `now` is the clock that `ago` measures from."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext, _ngettext, newstyle=False, pgettext=_pgettext, npgettext=_npgettext
    )
    environment.globals["_"] = _gettext
    environment.filters.update(
        when=_when,
        day=_day,
        ago=_ago_by(now or partial(datetime.now, UTC)),
        clock=_clock,
        number=_plain(formats.number),
        percent=_plain(formats.percent),
        bytes=_plain(formats.bytes_),
        duration=_plain(formats.duration),
        hour=_plain(formats.hour_of_day),
        money=_plain(formats.money),
        listed=_listed,
        zone=_zone,
        language=_plain(formats.language_name),
        endonym=endonym,
        country=_plain(formats.country_name),
    )


@pass_eval_context
def _gettext(how: EvalContext, message: str) -> str:
    return _shown(how, catalog.gettext(message))


@pass_eval_context
def _ngettext(how: EvalContext, singular: str, plural: str, n: int) -> str:
    return _shown(how, catalog.ngettext(singular, plural, n))


@pass_eval_context
def _pgettext(how: EvalContext, context: str, message: str) -> str:
    return _shown(how, catalog.pgettext(context, message))


@pass_eval_context
def _npgettext(how: EvalContext, context: str, singular: str, plural: str, n: int) -> str:
    return _shown(how, catalog.npgettext(context, singular, plural, n))


def _shown(how: EvalContext, text: str) -> str:
    return escape(text) if how.autoescape else text


@pass_context
def _when(context: Context, instant: datetime | None, plain: bool = False) -> str:
    """Date and time here, as a `<time>` whose title names the zone; plain text (zone named) in mails and attributes."""
    if instant is None:
        return ""
    if plain or not context.eval_ctx.autoescape:
        return _exactly(instant)[1]
    return _when_here(current_locale(), current_zone(), instant)


@lru_cache(maxsize=2_000)
def _when_here(_locale: str, _zone: tzinfo, instant: datetime) -> Markup:
    """Of the language and the zone of the moment; whoever looks at a ticket sees the same instants again and again."""
    return _time(instant, *_exactly(instant))


@pass_context
def _day(context: Context, day: date | None, width: formats.Width = "medium", plain: bool = False) -> str:
    if day is None:
        return ""
    text = formats.day(day, width)
    if plain or not context.eval_ctx.autoescape or not isinstance(day, datetime):
        return text
    return _time(day, text, _exactly(day)[1])


def _ago_by(now: Clock) -> Callable[..., str]:
    @pass_context
    def ago(context: Context, instant: datetime | None, plain: bool = False) -> str:
        if instant is None:
            return ""
        text = formats.ago(instant, now())
        return (
            text
            if plain or not context.eval_ctx.autoescape
            else _time(instant, text, _exactly(instant)[1], " data-ago")
        )

    return ago


@pass_context
def _clock(_context: Context, instant: datetime | time | None) -> str:
    return "" if instant is None else formats.clock_time(instant)


@pass_context
def _zone(_context: Context, instant: datetime | None, width: Any = "short") -> str:
    return "" if instant is None else formats.zone_name(current_zone(), instant, width)


@pass_context
def _listed(context: Context, names: Iterable[object], either: bool = False) -> str:
    """Names in a sentence. Everything is escaped here, so that markup among the names (a link) stays markup."""
    if not context.eval_ctx.autoescape:
        return formats.list_of(names, either)
    return Markup(formats.list_of([escape(name) for name in names], either))


def _plain(show: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def shown(_context: Context, value: Any, *args: Any, **named: Any) -> str:
        return "" if value is None else show(value, *args, **named)

    return shown


def _exactly(instant: datetime) -> tuple[str, str]:
    here = formats.formatter()
    text = here.when(instant)
    return text, f"{text} ({here.zone_name(instant)})"


def _time(instant: datetime, text: str, title: str, fresh: str = "") -> Markup:
    """`data-ago` lets the browser keep the words true while the page stays open."""
    machine = instant.astimezone(UTC).isoformat(timespec="seconds")[:19]
    return Markup(f'<time datetime="{machine}Z" title="{escape(title)}"{fresh}>{escape(text)}</time>')
