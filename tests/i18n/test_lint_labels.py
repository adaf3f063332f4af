"""The lint of names: a button is called what it says."""

import pytest

from i18n.lint_labels import label_faults


def test_it_finds_a_name_that_is_not_what_the_button_says():
    (fault,) = label_faults("<p>\n<a aria-label=\"{{ _('Change the name') }}\">{{ _('Change') }}</a>", "x.html")
    assert (fault.where, fault.message) == ("x.html:2", "Change")


@pytest.mark.parametrize(
    "template",
    [
        "<button aria-label=\"{{ _('Remove %(name)s') % {'name': name} }}\">{{ icon('x') }}</button>",
        "<a aria-label=\"{{ _('New ticket') }}\">{{ icon('plus') }}<span>{{ _('New ticket') }}</span></a>",
        "<a>{{ _('Change') }}<span class=\"visually-hidden\"> {{ name }}</span></a>",
        "<nav aria-label=\"{{ _('Pages') }}\"><a>{{ _('Newer') }}</a></nav>",
    ],
)
def test_it_lets_be_what_shows_no_other_words(template):
    assert label_faults(template, "x.html") == []
