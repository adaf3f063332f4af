"""Right-to-left sentences: what is filled in stands in isolation, from the moment a catalogue is loaded."""

from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from i18n.isolates import isolate_placeholders, isolated


def test_each_placeholder_is_isolated():
    assert isolated("رد %(name)s على %(count)d") == "رد \u2068%(name)s\u2069 على \u2068%(count)d\u2069"


def test_an_address_that_becomes_a_link_stays_bare():
    assert isolated("رابط %(label)s: %(url)s") == "رابط \u2068%(label)s\u2069: %(url)s"


@pytest.mark.parametrize("sign", ["#%(n)s", "+%(n)s", "@%(n)s", "%(n)s%%", "%(n)s %%"])
def test_a_sign_goes_in_with_what_it_belongs_to(sign):
    assert isolated(f"رد {sign}") == f"رد \u2068{sign}\u2069"


def test_a_dash_between_two_belongs_to_neither():
    assert isolated("من %(a)s-%(b)s") == "من \u2068%(a)s\u2069-\u2068%(b)s\u2069"


def test_a_sentence_of_placeholders_alone_says_its_direction_for_whoever_takes_it_in():
    assert isolated("%(day)s، %(time)s (%(zone)s)").startswith("\u200f\u2068")


def test_a_percent_sign_is_no_placeholder():
    assert isolated("100 %%(name)s") == "100 %%(name)s"


def test_a_loaded_catalogue_is_isolated_in_every_plural_form():
    catalog = Catalog(locale="ar")
    catalog.add("Signed in as %(name)s", "تم الدخول باسم %(name)s")
    catalog.add(("%(n)s file", "%(n)s files"), tuple(f"ملف {form} %(n)s" for form in range(6)))
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    loaded = GNUTranslations(compiled)
    isolate_placeholders(loaded)
    assert loaded.gettext("Signed in as %(name)s") == "تم الدخول باسم \u2068%(name)s\u2069"
    for count in (0, 1, 2, 3, 11, 100):
        assert "\u2068%(n)s\u2069" in loaded.ngettext("%(n)s file", "%(n)s files", count)
