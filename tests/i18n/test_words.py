"""Translating: now, later, nested, and in tasks that do not disturb each other."""

import asyncio
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from jinja2 import Environment
from markupsafe import Markup, escape

from i18n import _, current_locale, current_zone, lazy, lazy_in, living_in, ngettext, pgettext, speaking
from i18n.jinja import install
from i18n.locales import UnknownTag

AT = datetime(2026, 11, 22, 5, 13, tzinfo=UTC)


@pytest.fixture
def html() -> Environment:
    environment = Environment(autoescape=True)
    install(environment, now=lambda: datetime(2026, 11, 22, 8, 13, tzinfo=UTC))
    return environment


@pytest.fixture
def plain() -> Environment:
    environment = Environment(autoescape=False)
    install(environment)
    return environment


def test_it_speaks_the_language_of_the_moment():
    assert _("just now") == "just now"
    with speaking("it"):
        assert _("just now") == "proprio ora"
        with speaking("en"):
            assert _("just now") == "just now"
        assert _("just now") == "proprio ora"
    assert current_locale() == "en"


def test_a_region_speaks_its_language_and_a_stranger_english():
    with speaking("it-CH"):
        assert _("just now") == "proprio ora"
    with speaking("nl"):
        assert _("just now") == "just now"


def test_it_says_nothing_for_nothing():
    with speaking("it"):
        assert _("") == ""


def test_it_counts():
    with speaking("it"):
        forms = [ngettext("%(size)s byte", "%(size)s bytes", n) % {"size": n} for n in (0, 1, 2)]
    assert forms == ["0 byte", "1 byte", "2 byte"]
    assert ngettext("%(size)s byte", "%(size)s bytes", 0) == "%(size)s bytes"


def test_an_unknown_sentence_stays_english():
    with speaking("it"):
        assert _("Nobody has translated this.") == "Nobody has translated this."
        assert pgettext("nowhere", "Nor this.") == "Nor this."


def test_a_lazy_text_translates_when_it_is_shown():
    text = lazy("just now")
    with speaking("it"):
        shown = (str(text), f"{text}", f"{text:>12}", "%s!" % text, text + "!", "(" + text)  # noqa: UP031
    assert shown == ("proprio ora", "proprio ora", " proprio ora", "proprio ora!", "proprio ora!", "(proprio ora")
    assert str(text) == "just now"


def test_a_lazy_text_takes_values_and_escapes_itself():
    assert lazy("%(size)s kB") % {"size": 3} == "3 kB"
    assert escape(lazy("<b> %(x)s")) == Markup("&lt;b&gt; %(x)s")
    assert lazy("a") == lazy("a") != lazy_in("b", "a")
    assert {lazy("a"): 1}[lazy("a")] == 1


async def test_tasks_do_not_hear_each_other():
    async def say(locale: str) -> str:
        with speaking(locale):
            await asyncio.sleep(0)
            return _("just now")

    assert await asyncio.gather(say("it"), say("en"), say("it")) == ["proprio ora", "just now", "proprio ora"]


def test_it_refuses_a_locale_that_is_none():
    with pytest.raises(UnknownTag):
        speaking("../it")


def test_it_lives_in_the_zone_of_the_moment():
    with living_in("Europe/Rome"):
        assert current_zone() == ZoneInfo("Europe/Rome")
    with pytest.raises((ValueError, KeyError)):
        living_in("../../etc/passwd")


def test_a_template_escapes_values_and_keeps_markup_of_filters(html):
    page = html.from_string('{{ _("%(label)s: %(url)s") % {"label": name, "url": at|when} }}')
    with living_in("Europe/Rome"), speaking("it"):
        shown = page.render(name="<b>", at=AT)
    title = "22 nov 2026, 06:13 (CET)"
    moment = f'<time datetime="2026-11-22T05:13:00Z" title="{title}">22 nov 2026, 06:13</time>'
    assert shown == f"&lt;b&gt;: {moment}"


def test_a_trans_block_is_trimmed_and_escaped(html):
    page = html.from_string("{% trans who=name %}\n  Hi <i>{{ who }}</i>\n{% endtrans %}")
    assert page.render(name="&") == "Hi &lt;i&gt;&amp;&lt;/i&gt;"


def test_a_constant_in_a_template_is_said_in_each_language(html):
    page = html.from_string('{{ 1234567|number }} {{ 2048|bytes }} {{ "it"|language }} {{ _("just now") }}')
    assert page.render() == "1,234,567 2 kB Italian just now"
    with speaking("it"):
        assert page.render() == "1.234.567 2 kB Italiano proprio ora"


def test_the_filters_say_nothing_for_none(html):
    page = html.from_string("[{{ x|when }}{{ x|day }}{{ x|ago }}{{ x|clock }}{{ x|number }}{{ x|bytes }}{{ x|zone }}]")
    assert page.render(x=None) == "[]"


def test_a_list_escapes_its_names_and_keeps_links(html):
    page = html.from_string("{{ names|listed }}")
    names = ["<b>", Markup("<a>x</a>")]
    assert page.render(names=names) == "&lt;b&gt; and <a>x</a>"


def test_ago_measures_from_the_clock_it_was_given(html):
    assert html.from_string("{{ at|ago(plain=true) }}").render(at=AT) == "3 hours ago"


def test_a_plain_mail_names_the_zone(plain):
    with living_in("America/New_York"):
        assert plain.from_string("{{ at|when }}").render(at=AT) == "Nov 22, 2026, 12:13\u202fAM (EST)"
