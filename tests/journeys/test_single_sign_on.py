"""A company gives its people one button: the owner sets it up and tries it, a colleague clicks once."""

from typing import Any

import pytest
from playwright.async_api import expect
from tests_company import found
from tests_oidc import CLIENT, SECRET, Somebody, identity_provider
from tests_running import Running

pytestmark = pytest.mark.browser


async def test_one_click_at_the_door(polydesk: Running, window: Any) -> None:
    company = await found(polydesk, window, "one-click")
    olga, domain = company.owner, company.address_of("nina").partition("@")[2]
    async with identity_provider() as idp:
        await olga.goes("/admin/members")
        await olga.submits("Single sign-on")
        await olga.types(name="Nordwind ID", issuer=idp.issuer, client_id=CLIENT, secret=SECRET)
        await olga.submits("Check and save")
        await olga.sees("Saved.")
        await olga.types(domains=domain)
        await olga.page.select_option("[name=lets_in]", "light_agent")
        await olga.submits("Save", within="form[action$='/rules']")
        await olga.looks()

        idp.who = Somebody("u-olga", company.address_of("olga"), "Olga")
        async with olga.page.context.expect_page() as opened:
            await olga.presses("Try it in a new tab")
        tab = await opened.value
        await expect(tab.get_by_text("The provider answers as it should.")).to_be_visible()
        await tab.close()
        await olga.submits("Switch on single sign-on")
        await olga.sees("Single sign-on is switched on.")

        idp.who = Somebody("u-nina", company.address_of("nina"), "Nina Nord")
        nina = await window(home=company.home)
        await nina.goes("/signin?next=/account")
        await nina.page.get_by_role("button", name="Sign in with Nordwind ID").click()
        await nina.page.wait_for_url(f"{company.home}/account")
        await nina.sees("You are connected with Nordwind ID")
        await nina.goes("/desk")
        assert nina.path == "/desk"
        await olga.goes("/admin/audit")
        await olga.sees("Signed in by single sign-on", "Nina Nord")
