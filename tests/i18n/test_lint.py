"""The lint: it finds bare text wherever people would read it, and leaves code, addresses and names alone."""

import pytest

from i18n.lint import faults_of_module, faults_of_template
from i18n.lint_python import refusal_names

BARE = [
    "<p>Hello</p>",
    "<p>{{ n }} tickets</p>",
    "{% if n %}closed{% else %}{{ _('open') }}{% endif %}",
    '<img src="x.png" alt="A picture">',
    '<a title="More" href="/x">{{ _("More") }}</a>',
    '<button aria-label="Close">{{ icon("x") }}</button>',
    '<input placeholder="Your name">',
    '<input placeholder="{{ x }} of them">',
    '<dl data-key-open="Open it"></dl>',
    '<optgroup label="Europe"></optgroup>',
    '<input type="submit" value="Send">',
    '<meta name="description" content="A help desk">',
    '{{ field(form, "email", label="e-mail") }}',
    '{{ submit("Save") }}',
    "{{ _(label) }}",
    "{{ _(prefix ~ 'x') }}",
    "{% set title = 'Settings' %}",
    "{% call card('Your team') %}{% endcall %}",
    "<title>Sign in</title>",
    "<p>{% raw %}Hello {{ you }}{% endraw %}</p>",
    "{{ _('fine') ~ ' (' ~ 'Not fine' ~ ')' }}",
    "{% block body_class %}desk{% endblock %}<p>after</p>",
    "{% trans %}fine{% endtrans %}<p>after</p>",
]

FINE = [
    "<p>{{ _('Hello') }}</p>",
    "{% trans n=count %}{{ n }} ticket{% pluralize %}{{ n }} tickets{% endtrans %}",
    '<a title="{{ _("More") }}" href="https://example.com/x">→</a>',
    "{# A comment in English. #}<p></p>",
    "<script>let word = 'hello'</script><style>.card { color: red }</style>",
    "<code>make run</code><kbd>Ctrl</kbd>",
    "<p>name@example.com https://example.com/a/b acme.example.com</p>",
    "<p>Polydesk</p>",
    '<dl data-bs-toggle="dropdown" data-key-open="{{ _("Open") }}"></dl>',
    "<p>{{ a }} · {{ b }} (3)</p>",
    '<div class="card {% if x %}active{% endif %}" {% if y %}hidden{% endif %}></div>',
    '<p class="x">Jane Doe</p>{# notext #}',
    '{# notext #}{% for x in [\n  "Jane Doe",\n] %}{{ x }}{% endfor %}',
    '{% if status == "Open" or kind in ["A", "B"] %}{% endif %}',
    '{{ field(form, "email", label=_("E-mail"), type="email") }}',
    '<input type="text" value="Jane" name="title">',
    "{% block body_class %}desk{% endblock %}",
    '{% macro says(x) %}{% if x %} required aria-invalid="true"{% endif %}{% endmacro %}',
    '{{ ngettext("%(n)s ticket", "%(n)s tickets", n) % {"n": n} }}',
    "{{ dict(a=1)['Content-Type'] }}",
]


@pytest.mark.parametrize("template", BARE)
def test_it_finds_bare_text_in_a_template(template):
    assert len(faults_of_template(template, "page.html")) == 1


@pytest.mark.parametrize("template", FINE)
def test_it_leaves_a_good_template_alone(template):
    assert faults_of_template(template, "page.html") == []


def test_it_names_the_line():
    template = (
        "{% set a %}\n{% endset %}\n<div\n  {% if x %}\n  class='a'\n  {% endif %}\n  title='More'>\n\n  Bare\n</div>"
    )
    assert [fault.where for fault in faults_of_template(template, "page.html")] == ["page.html:7", "page.html:9"]


def test_a_plain_text_template_is_all_text():
    template = "{{ _('Hello') }}\n\nBye\n{% if x < 3 %}{% endif %}"
    assert [fault.where for fault in faults_of_template(template, "mail.txt")] == ["mail.txt:3"]


def test_it_reports_a_template_that_jinja_cannot_read():
    assert "Jinja cannot read it" in faults_of_template("<p>\n{{ ' }}", "page.html")[0].complaint


PYTHON_BARE = [
    'raise NotFound("There is no such ticket.")',
    'raise AlreadyClosed("This ticket is closed.")',
    'raise NotFound(f"No ticket {number} here.")',
    'form.fail("email", "Please fill this in.")',
    'Page("x.html", title="Settings")',
    'Letter(subject="Your ticket")',
    'Letter(subject="Ticket %s" % number)',
    "_(sentence)",
    'lazy(f"Hello {name}")',
    'ngettext(one, "%(n)s tickets", n)',
    'class Late(NotFound):\n    message = "Too late."',
    'class Later(Late):\n    message: str = "Too late."\nclass Late(NotFound): pass',
]

PYTHON_FINE = [
    'raise NotFound(_("There is no such ticket."))',
    'form.fail("email", _("Please fill this in."))',
    'raise ValueError("developers read this")',
    'Page("x.html", title=_("Settings"))',
    'record("member.role_changed", subject="member")',
    'Letter(subject="Re: Polydesk")  # notext',
    'class Unavailable(RuntimeError): pass\nraise Unavailable("the log reads this")',
    'class Late(NotFound):\n    """Too late."""\n    message = lazy("Too late.")\n    status = 410',
]

REFUSALS = """
class Refusal(Exception): ...
class NotFound(Refusal): ...
class Unavailable(Refusal): ...
class AlreadyClosed(NotFound): ...
"""


@pytest.mark.parametrize("source", PYTHON_BARE)
def test_it_finds_bare_text_in_python(source):
    assert len(faults_of_module(source, "portal/pages.py", refusal_names([REFUSALS, source]))) == 1


@pytest.mark.parametrize("source", PYTHON_FINE)
def test_it_leaves_good_python_alone(source):
    assert faults_of_module(source, "portal/pages.py", refusal_names([REFUSALS, source])) == []
