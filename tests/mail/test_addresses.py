"""Names and addresses that are safe in a header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydesk.kernel.mail import Address, BadAddress
from polydesk.kernel.mail.addresses import header_line


@pytest.mark.parametrize(
    ("written", "travels"),
    [
        ("info@Bücher.Example", "info@xn--bcher-kva.example"),
        ("x@straße.example", "x@xn--strae-oqa.example"),
        (" carl@acme.example ", "carl@acme.example"),
        ("jörg@acme.example", "jörg@acme.example"),
        ("a+b@acme.example", "a+b@acme.example"),
    ],
)
def test_it_writes_the_host_as_it_travels(written: str, travels: str) -> None:
    assert Address("", written).address == travels


@pytest.mark.parametrize(
    "written",
    ["", "carl", "@acme.example", "carl@", "carl@-a.example", "a\nb@acme.example", "a b@acme.example", "a@b@c.example",
     "carl@acme.example\r\nBcc: x@evil.example", "<carl@acme.example>", "a,b@acme.example", "x" * 65 + "@acme.example",
     "a\x00b@acme.example", "\ud800@acme.example"],
)  # fmt: skip
def test_it_refuses_what_no_mail_can_be_sent_to(written: str) -> None:
    with pytest.raises(BadAddress):
        Address("Carl", written)


def test_it_makes_a_name_header_line() -> None:
    assert Address("Carl\r\nBcc: x@evil.example", "carl@acme.example").name == "Carl Bcc: x@evil.example"


def test_it_cuts_a_long_line_between_words() -> None:
    assert header_line("The printer in the second floor is on fire, again", limit=30) == "The printer in the second…"


@given(st.text(st.characters(), max_size=300))
def test_no_line_is_longer_or_more_than_one(text: str) -> None:
    line = header_line(text, limit=50)
    assert len(line) <= 50
    assert len(line.splitlines()) <= 1
