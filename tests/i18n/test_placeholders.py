"""Placeholders in tenants' texts: looked up and never run, numbers in the form that their language needs."""

import pytest

from i18n.placeholders import Unresolved, fill, is_malformed, names_in, placeholders, plural_categories


def test_it_fills_names_and_leaves_what_they_hold_alone() -> None:
    text = "Dear {{customer.name}}, {{ ticket.number }} is solved."
    assert fill(text, {"customer.name": "{{ticket.number}} <b>", "ticket.number": 7}, "en") == (
        "Dear {{ticket.number}} <b>, 7 is solved."
    )


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "{{days|one: one day|other: # days}}", ["# days", "one day", "# days", "# days", "# days"]),
        (
            "pl",
            "{{days|one: dzień|few: # dni|many: # dni!|other: # dnia}}",
            ["# dni!", "dzień", "# dni", "# dni!", "# dni"],
        ),
        ("ja", "{{days}}日", ["#日", "#日", "#日", "#日", "#日"]),
    ],
)
def test_a_number_takes_the_form_that_its_language_needs(language: str, text: str, said: list[str]) -> None:
    for number, expected in zip([0, 1, 2, 5, 22], said, strict=True):
        assert fill(text, {"days": number}, language) == expected.replace("#", str(number))


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert fill("{{n}}", {"n": 12345}, "de") == "12.345"
    assert fill("{{n}}", {"n": 12345}, "en") == "12,345"


def test_it_names_what_has_no_value() -> None:
    with pytest.raises(Unresolved) as refusal:
        fill("{{b}} {{a}} {{b}} {{known}}", {"known": "x", "a": None}, "en")
    assert refusal.value.names == ["b", "a"]


def test_it_sees_slips_of_the_keyboard() -> None:
    assert is_malformed("Dear {{Customer name}}")
    assert is_malformed("Dear {{name}")
    assert not is_malformed("Dear {{name}}, {this} is fine")


def test_nothing_is_run_and_nothing_is_reached_into() -> None:
    text = "{{7*7}} {{name.__class__}} {% raw %} ${x} {0} %(name)s"
    assert names_in(text) == {"name.__class__"}
    with pytest.raises(Unresolved):
        fill(text, {"name": "Ada"}, "en")


def test_it_knows_how_many_forms_a_language_has() -> None:
    assert plural_categories("pl") == ("one", "few", "many", "other")
    assert plural_categories("ar") == ("zero", "one", "two", "few", "many", "other")
    assert plural_categories("ja") == ("other",)


def test_a_form_may_hold_whatever_a_text_may() -> None:
    [place] = placeholders("{{n|one: ein: Tag|other: # Tage, «bald»}}")
    assert place.forms == {"one": "ein: Tag", "other": "# Tage, «bald»"}
