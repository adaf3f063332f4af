"""Templates: one Jinja environment over every slice's `templates/` folder, and what every page knows.

Slices and wiring add to the context by `provide(name, function)`; functions are called once a page, inside the unit.
`offer(name, function)` is for what macros and pieces call, too, which see no context.
"""

from collections.abc import Callable, Hashable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

import i18n.jinja
from i18n import UI_LANGUAGES, current_locale, current_zone
from i18n.locales import direction
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.request_id import request_id
from polydesk.kernel.settings import settings
from polydesk.kernel.web import assets
from polydesk.kernel.web.compiled import Compiled
from polydesk.kernel.web.compiling import PageEnvironment, printed
from polydesk.kernel.web.faces import face
from polydesk.kernel.web.moment import moment
from polydesk.kernel.web.summaries import with_names

KERNELS_HOUSE = Path(__file__).resolve().parents[2]

GAP = "\0"  # stands in no text

_providers: dict[str, Callable[[], Any]] = {}
_offered: dict[str, Callable[..., Any]] = {}


def provide(name: str, source: Callable[[], Any]) -> None:
    _providers[name] = source


def offer(name: str, function: Callable[..., Any]) -> None:
    """While a slice is loaded, which may be before anybody knows the settings that the environment is built by."""
    _offered[name] = function
    if environment.cache_info().currsize:
        environment().globals[name] = function


def render(template: str, /, **context: Any) -> str:
    """The page as text; `context` wins over what every page knows."""
    return with_names(environment().get_template(template).render(_everywhere() | context))


def piece(template: str, /, *, gap: object = None, **known: Hashable) -> Markup:
    """A piece of pages that stays the same for the same words, drawn once: it knows what it is given and the language.

    Nothing else of the request is known inside, so nobody sees a piece that was drawn for somebody else. `gap` is what
    differs from page to page, such as a number in addresses: it is left open while the piece is drawn and filled in then.
    """
    words = (template, current_locale(), tuple(known.items()))
    drawn = _piece.__wrapped__(*words) if environment().auto_reload else _piece(*words)
    return drawn if gap is None else Markup(str.replace(drawn, GAP, printed(gap)))


@lru_cache(maxsize=2_000)
def _piece(template: str, locale: str, known: tuple[tuple[str, Hashable], ...]) -> Markup:
    return Markup(environment().get_template(template).render(known, locale=locale, gap=GAP))


def template_folders() -> list[Path]:
    """Every slice's folder, in a checkout and in an installed wheel alike; a slice names its own subfolder."""
    inside = [folder for pattern in ("*/templates", "*/*/templates") for folder in KERNELS_HOUSE.glob(pattern)]
    packages = [find_spec(name) for name in ("tenants", "portal", "surveys", "billing")]
    beside = [Path(place) / "templates" for spec in packages if spec for place in spec.submodule_search_locations or ()]
    return sorted(folder for folder in (*inside, *beside) if folder.is_dir())


@cache
def environment() -> Environment:
    built = drawing(Compiled(), auto_reload=not settings().is_production)
    built.globals.update(
        asset=assets.asset,
        face=face,
        piece=piece,
        bills=settings().bills,
        ui_languages=UI_LANGUAGES,
        **_offered,
    )
    return built


def drawing(compiled: Compiled, *, auto_reload: bool) -> Environment:
    """All that templates are compiled by, without what only a running program knows."""
    built = PageEnvironment(
        loader=FileSystemLoader(template_folders()),
        autoescape=True,
        auto_reload=auto_reload,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        bytecode_cache=compiled,
    )
    i18n.jinja.install(built, now)
    built.globals["icon"] = assets.icon
    built.filters["markup"] = Markup
    return built


def _everywhere() -> dict[str, Any]:
    here = moment()
    locale = current_locale()
    known: dict[str, Any] = {
        "me": actor(),
        "locale": locale,
        "dir": direction(locale),
        "zone": str(current_zone()),
        "theme": here.theme,
        "path": here.path,
        "full_path": here.full_path,
        "is_htmx": here.is_htmx,
        "request_id": request_id(),
        "languages": [],
        "site": None,
    }
    known.update(here.extras)
    for name, source in _providers.items():
        known[name] = source()
    return known
