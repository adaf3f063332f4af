"""Filling: the customer's variant comes into what is being written, is exchanged for another and comes out again."""

import pytest

from polydesk.replies.checking import fault_of
from polydesk.replies.filling import exchange, filled, put, take_out
from polydesk.replies.variables import still_open

TEXTS = {"en": "Hello {{customer.name}}, about {{ticket.number}}.", "it": "Buongiorno {{customer.name}}."}
CARLA = {"customer.name": "Carla", "ticket.number": "#7"}


def test_it_takes_the_language_of_the_customer():
    came = filled(TEXTS, "it-CH", "en", CARLA)
    assert (came.text, came.language, came.is_fallback) == ("Buongiorno Carla.", "it", False)


def test_it_says_when_it_is_not_written_in_that_language():
    came = filled(TEXTS, "ja", "en", CARLA)
    assert (came.text, came.language, came.is_fallback) == ("Hello Carla, about #7.", "en", True)


def test_what_nobody_knows_stays_visible_and_is_named():
    came = filled(TEXTS, "en", "en", {"ticket.number": "#7"})
    assert came.text == "Hello {{customer.name}}, about #7."
    assert came.missing == ("customer.name",)


def test_a_value_that_looks_like_a_placeholder_is_not_filled_in_again():
    came = filled({"en": "{{ticket.subject}}"}, "en", "en", {"ticket.subject": "{{agent.name}}", "agent.name": "Bob"})
    assert came.text == "{{agent.name}}"


@pytest.mark.parametrize(
    ("body", "at", "whole"),
    [
        ("", None, "NEW"),
        ("  \n", 1, "NEW"),
        ("Hello", None, "Hello\n\nNEW"),
        ("Hello\n\nBye", 5, "Hello\n\nNEW\n\nBye"),
        ("Hello", 0, "NEW\n\nHello"),
        ("👋👋Bye", 4, "👋👋\n\nNEW\n\nBye"),  # the caret counts in UTF-16
        ("👋👋Bye", 3, "👋👋Bye\n\nNEW"),  # in the middle of a character nobody can stand
        ("Hello", 9_999, "Hello\n\nNEW"),
        ("Hello", -5, "NEW\n\nHello"),
    ],
)
def test_it_stands_where_the_caret_was(body: str, at: int | None, whole: str):
    assert put(body, "NEW", at) == whole


def test_another_variant_takes_its_place():
    assert exchange("Hi\n\nHello Carla.\n\nBob", "Hello Carla.", "Ciao Carla.") == "Hi\n\nCiao Carla.\n\nBob"


def test_a_variant_that_was_changed_by_hand_is_not_lost():
    assert exchange("Hello dear Carla.", "Hello Carla.", "Ciao Carla.") == "Hello dear Carla.\n\nCiao Carla."


def test_it_comes_out_again_unless_it_was_changed():
    assert take_out("Hi\n\nHello Carla.\n\nBob", "Hello Carla.") == "Hi\n\nBob"
    assert take_out("Hello dear Carla.", "Hello Carla.") == "Hello dear Carla."


def test_braces_of_somebody_else_may_be_sent():
    assert still_open("Write {{ user.name }} into your template, {{customer.name}}.") == ["customer.name"]


@pytest.mark.parametrize(
    ("text", "word"),
    [("Hello {{customer.nmae}}", "customer.nmae"), ("Hello {{customer.name", "braces"), ("{{}}", "braces")],
)
def test_a_slip_is_told_before_it_is_kept(text: str, word: str):
    assert word in fault_of(text)


def test_what_is_right_has_no_fault():
    assert fault_of("Hello {{ customer.name }}, {{ticket.number}} {one brace}") == ""
