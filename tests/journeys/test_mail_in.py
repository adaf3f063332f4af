"""A customer answers by a real mail, through the real door: it stands on the agent's open page, and the bell rings."""

import smtplib
from urllib.parse import urlsplit

import pytest
from tests_company import Company
from tests_mails import written

pytestmark = pytest.mark.browser

NEW = "1 new notification"
ABOVE = 10


async def test_an_answer_by_mail_stands_on_the_open_page_and_rings_the_bell(acme: Company) -> None:
    alice = acme.people["alice"]
    email = "carl@post.example"
    ticket = await acme.was_asked(email=email, subject="A bell that sticks", message="It rings once.")
    await alice.goes("/desk/notices")
    if await alice.page.get_by_role("button", name="Mark all as seen").count():
        await alice.submits("Mark all as seen")
    other = await alice.other_tab()
    await other.goes("/desk")
    await alice.goes(f"/desk/tickets/{ticket.number}")
    await alice.presses("Assign to me")

    receipt = await acme.polydesk.letter(email, str(ticket.number))
    answer = (
        "It rings all night now.\n\nOn Mon, 3 Nov 2025 at 10:00, Acme <no-reply@acme.example> wrote:\n> We are on it\n"
    )
    sent_to = str(receipt.message["Reply-To"].addresses[0].addr_spec)
    mail = written(answer, author=f"Carl <{email}>", to=sent_to, subject=f"Re: {receipt.subject}")
    with smtplib.SMTP("127.0.0.1", (urlsplit(acme.polydesk.base_url).port or 0) + ABOVE, timeout=20) as door:
        door.sendmail(email, sent_to, mail.as_bytes())

    await alice.sees("It rings all night now.", within="#thread")
    await other.sees(NEW, within=".desk-bell-count")
    await alice.page.locator("#thread details summary").click()
    await alice.sees("We are on it", within="#thread")
    await alice.looks()
