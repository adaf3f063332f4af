"""What the tests of mails share: a letter, a reader, and a brand."""

from typing import Any

import pytest
from markupsafe import Markup

from polydesk.kernel.mail import Address, Button, Letter


@pytest.fixture
def letter() -> Letter:
    return Letter(
        kind="reply",
        subject="Re: The printer is on fire",
        heading="Alice answered",
        paragraphs=["Hello Carl,\nhere is our answer."],
        quote=Markup("<p>Have you <strong>tried</strong> water?</p>"),
        facts=[("Ticket", "#1042")],
        button=Button("Open the ticket", "https://acme.example/t/abc?x=1&y=2"),
        footnote="You get this because you wrote to us.",
    )


@pytest.fixture
def carl() -> Address:
    return Address("Carl", "carl@customer.example")


@pytest.fixture
def house(acme: Any) -> Any:
    """A tenant whose mailbox nobody else writes to."""
    return acme
