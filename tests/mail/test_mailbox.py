"""The mailbox: what the browser reads in development."""

from typing import Any

import pytest

from polydesk.kernel import mail, outbox
from polydesk.kernel.mail import Address, Brand, Letter, branding
from polydesk.kernel.mail.twin import MailboxTwin
from polydesk.kernel.settings import settings


@pytest.fixture
async def key(house: Any, letter: Letter) -> str:
    """One mail to an address of its own."""
    async with house.unit():
        mail_id = await mail.post(letter, to=Address("Carl", f"carl@{house.slug}.example"), language="en")
    await outbox.drain(house.id)
    return str(mail_id)


async def test_it_lists_the_mails_to_an_address(cast: Any, house: Any, key: str) -> None:
    page = await cast.platform.get("/mailbox", params={"to": f"carl@{house.slug}"})
    assert page.status_code == 200
    assert page.text.count("Re: The printer is on fire") == 1
    assert f"/mailbox/{key}" in page.text


async def test_it_says_that_there_is_none(cast: Any) -> None:
    page = await cast.platform.get("/mailbox", params={"to": "nobody@nowhere.example"})
    assert "No e-mail to this address" in page.text


async def test_it_shows_a_mail_its_text_and_its_links(cast: Any, key: str) -> None:
    page = await cast.platform.get(f"/mailbox/{key}")
    assert page.status_code == 200
    assert f'src="/mailbox/{key}/html"' in page.text
    assert 'href="https://acme.example/t/abc?x=1&amp;y=2"' in page.text
    assert "Auto-Submitted: auto-generated" in page.text


async def test_it_shows_the_html_where_nothing_runs(cast: Any, key: str) -> None:
    page = await cast.platform.get(f"/mailbox/{key}/html")
    assert "Have you" in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


@pytest.mark.parametrize("name", ["x", "..%2f..%2fsecret", "0190d5e2-0000-7000-8000-000000000001"])
async def test_it_knows_no_other_mails(cast: Any, name: str) -> None:
    assert (await cast.platform.get(f"/mailbox/{name}")).status_code == 404


async def test_it_is_no_page_of_a_tenant(house: Any) -> None:
    assert (await house.visitor.get("/mailbox")).status_code == 404


@pytest.fixture
def _own_brand(monkeypatch: pytest.MonkeyPatch) -> None:
    async def brand() -> Brand:
        return Brand(name="Acme", colour="#aa1166", reply_to=Address("Acme", "help@acme.example"))

    monkeypatch.setattr(branding, "_source", brand)


@pytest.mark.usefixtures("_own_brand")
async def test_it_leaves_in_the_name_of_the_tenant(key: str) -> None:
    caught = MailboxTwin(settings().mailbox_folder).find(key)
    assert caught is not None
    assert caught.sender == "Acme <no-reply@localhost>"
    assert caught.message["Reply-To"] == "Acme <help@acme.example>"
    assert "#aa1166" in caught.html


@pytest.mark.usefixtures("key")
async def test_the_figures_count_mails_by_state(cast: Any) -> None:
    page = await cast.platform.get("/metrics")
    assert 'polydesk_mails{state="unknown"}' in page.text
