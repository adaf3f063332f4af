"""The ground floor: the words every other floor speaks with.

`_()`, `ngettext()`, `pgettext()` and `npgettext()` translate now, into the language of the moment; `lazy()` marks a
sentence that is written once (on a class, in a table of labels) and translated each time it is shown. `speaking()` and
`living_in()` set the language and the zone of the moment. English is the source; every folder in `i18n/locales` is
one more language. Negotiation lives in `i18n.locales`, dates and numbers in `i18n.formats`, the texts that tenants
write themselves in `i18n.texts`, the wiring of templates in `i18n.jinja`.
"""

from i18n.catalog import UI_LANGUAGES, _, gettext, ngettext, npgettext, pgettext
from i18n.lazytext import LazyText, lazy, lazy_in
from i18n.moment import current_locale, current_zone, live_in, living_in, speak, speaking

__all__ = [
    "UI_LANGUAGES",
    "LazyText",
    "_",
    "current_locale",
    "current_zone",
    "gettext",
    "lazy",
    "lazy_in",
    "live_in",
    "living_in",
    "ngettext",
    "npgettext",
    "pgettext",
    "speak",
    "speaking",
]
