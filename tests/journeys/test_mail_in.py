"""A customer answers by a real mail, through the real door: it stands on the agent's open page, and the bell rings."""

import smtplib
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests_company import Company
from tests_mails import written

pytestmark = pytest.mark.browser

NEW = "1 new notification"
ABOVE = 10


async def test_an_answer_by_mail_stands_on_the_open_page_and_rings_the_bell(acme: Company, window: Any) -> None:
    dina = await acme.welcomes("dina", opens=window)  # nobody else has anything to tell her
    email = "carl@post.example"
    ticket = await acme.was_asked(email=email, subject="A bell that sticks", message="It rings once.")
    other = await dina.other_tab()
    await other.goes("/desk")
    await dina.goes(f"/desk/tickets/{ticket.number}")
    await dina.presses("Assign to me")

    receipt = await acme.polydesk.letter(email, str(ticket.number))
    answer = (
        "It rings all night now.\n\nOn Mon, 3 Nov 2025 at 10:00, Acme <no-reply@acme.example> wrote:\n> We are on it\n"
    )
    sent_to = str(receipt.message["Reply-To"].addresses[0].addr_spec)
    mail = written(answer, author=f"Carl <{email}>", to=sent_to, subject=f"Re: {receipt.subject}")
    with smtplib.SMTP("127.0.0.1", (urlsplit(acme.polydesk.base_url).port or 0) + ABOVE, timeout=60) as door:
        door.sendmail(email, sent_to, mail.as_bytes())

    await dina.sees("It rings all night now.", within="#thread")
    await other.sees(NEW, within=".desk-bell-count")
    await dina.page.locator("#thread details summary").click()
    await dina.sees("We are on it", within="#thread")
    await dina.looks()
