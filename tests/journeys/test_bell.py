"""The bell in two tabs: it rings while somebody looks elsewhere, and what is read in one tab is read in the other."""

from typing import Any

import pytest
from playwright.async_api import expect
from tests_company import Company

pytestmark = pytest.mark.browser

NEW = "1 new notification"
# What a browser says of itself: a point of the curve (its generator) and a secret.
PLAYED = """
Object.defineProperty(Notification, "permission", { get: () => "granted" })
Notification.requestPermission = async () => "granted"
const key = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
const one = {
  endpoint: "https://push.example/alice",
  toJSON() { return { endpoint: this.endpoint, keys: { p256dh: key, auth: "AAAAAAAAAAAAAAAAAAAAAA" } } },
  async unsubscribe() { localStorage.removeItem("played"); return true },
}
PushManager.prototype.subscribe = async () => { localStorage.setItem("played", "yes"); return one }
PushManager.prototype.getSubscription = async () => localStorage.getItem("played") ? one : null
"""


async def test_the_bell_rings_in_every_tab_and_is_still_in_every_tab(acme: Company, window: Any) -> None:
    alice = acme.people["alice"]
    bell = await acme.welcomes("bell", opens=window)  # nobody else has anything to tell her
    ticket = await acme.was_asked(email="carl@bell.example", subject="A bell without a clapper", message="It is mute.")
    await bell.goes("/desk/notices")
    other = await bell.other_tab()
    await other.goes("/desk")

    await alice.goes(f"/desk/tickets/{ticket.number}?write=note")
    await alice.page.locator("#note-body").fill("@bell do you know these bells?")
    await alice.presses("Add internal note")

    for tab in (bell, other):
        await tab.sees(NEW, within=".desk-bell-count")
    await bell.sees(f"mentioned you in ticket {ticket.number}", within="#notices-list")
    await bell.looks()
    await other.goes(f"/desk/tickets/{ticket.number}")
    await expect(bell.page.locator(".desk-bell-count")).not_to_contain_text(NEW)
    await expect(bell.page.locator("#notices-list .badge-soft")).to_have_count(0)


async def test_a_browser_is_switched_on_and_off(acme: Company, window: Any) -> None:
    """A push service is out of reach here, and a browser without windows forbids notifications: both are played."""
    alice = await window(home=acme.home)  # one in which nobody else goes on
    await acme.signs_in("alice", alice)
    await alice.context.add_init_script(PLAYED)
    await alice.goes("/desk/notices/settings")
    await alice.submits("Tell me in this browser")
    await alice.sees("This browser tells you what happens.", "Chrome on Linux", within="#browsers")
    await alice.looks()
    await alice.submits("Remove Chrome on Linux")
    await alice.sees("Tell me in this browser", within="#browsers")
