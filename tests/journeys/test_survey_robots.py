"""A scanner answers a survey, an admin sees it and decides; and a customer who has had enough says so."""

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from tests_company import Company
from tests_running import link_in

pytestmark = pytest.mark.browser

CORA = "cora@scanned.example"


async def test_what_a_scanner_sends_waits_for_an_admin_and_whoever_has_had_enough_leaves(
    acme: Company, window: Any
) -> None:
    alice = await window(home=acme.home)
    ticket = await acme.was_asked(email=CORA, subject="The bell rings by itself", message="At night, too.")
    await acme.signs_in("alice", alice)
    await alice.goes(f"/desk/tickets/{ticket.number}")
    await alice.types(body="A drop of oil.")
    await alice.presses("Send and resolve")
    await alice.sees("A drop of oil.", within="#thread")
    link = link_in(await acme.polydesk.letter(CORA, "How did we do?"), "/rate/").partition("?")[0]

    at = urlsplit(link)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{at.port}", headers={"host": at.netloc}, timeout=60
    ) as scanner:
        for score in "12345":
            assert (await scanner.get(at.path, params={"score": score})).status_code == 200
        assert (await scanner.post(at.path, data={"score": "1"})).status_code == 200
    await alice.goes(f"/desk/tickets/{ticket.number}")
    await alice.sees("Asked", within="#ticket-side [aria-labelledby=side-survey]")

    await acme.owner.goes("/admin/surveys/doubts")
    await acme.owner.submits("Count it after all The bell rings by itself")
    await acme.owner.sees("The answer counts now.")
    await acme.owner.submits("Take it back The bell rings by itself")
    await acme.owner.sees("The answer does not count any more.")

    cora = await window(home=acme.home)
    await cora.goes(f"{link}/stop")
    await cora.reads_on()
    await cora.submits("Do not ask me again")
    await cora.sees("We will not ask you again")
    await acme.owner.goes("/admin/surveys")
