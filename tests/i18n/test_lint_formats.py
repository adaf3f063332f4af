"""The lint of formats: what people read is written by the formats, what machines read may be written by hand."""

import pytest

from i18n.lint_files import read_module, read_template
from i18n.lint_formats import python_formats, template_formats

SPEAKING = "from i18n import _\n\n\ndef said(at, hour, minute, names, share):\n    return "

BY_HAND = [
    'at.strftime("%d.%m.%Y")',
    'f"{hour:02}:{minute:02}"',
    'f"{hour}:00 {minute:02d}:{share}"',
    '", ".join(names)',
    'f"{share} %"',
    'f"{share}%"',
]
FINE = [
    "_('Hello')",
    "when(at)",
    'f"%{names}%"',
    '" ".join(names)',
    'f"{hour}:{minute}"',
    '", ".join(names)  # notext',
]


@pytest.mark.parametrize("expression", BY_HAND)
def test_it_finds_a_format_made_by_hand(expression):
    assert len(python_formats(read_module(SPEAKING + expression, "desk/x.py"))) == 1


@pytest.mark.parametrize("expression", FINE)
def test_it_lets_be_what_is_none(expression):
    assert python_formats(read_module(SPEAKING + expression, "desk/x.py")) == []


def test_a_module_that_says_nothing_to_people_writes_as_it_likes():
    assert python_formats(read_module("def sql(names):\n    return ', '.join(names)", "kernel/x.py")) == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>{{ at.strftime('%H:%M') }}</p>",
        "<p>{{ names|join(', ') }}</p>",
        '<td>{{ "%02d"|format(hour) }}</td>',
        "<b>{{ share }}%</b>",
        "<b>{{ share|number }} %</b>",
    ],
)
def test_it_finds_formats_made_by_hand_in_templates(template):
    assert len(template_formats(read_template(template, "x.html"))) == 1


@pytest.mark.parametrize(
    "template",
    [
        "<p>{{ at|when }}, {{ names|listed }}</p>",
        "<b>{{ share|percent }}</b>",
        "{% if n % 2 %}{{ n }}{% endif %}",
        "<input value=\"{{ names|join(', ') }}\">{# notext #}",
    ],
)
def test_it_lets_templates_be_that_use_the_filters(template):
    assert template_formats(read_template(template, "x.html")) == []
