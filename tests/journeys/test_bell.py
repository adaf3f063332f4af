"""The bell in two tabs: it rings while somebody looks elsewhere, and what is read in one tab is read in the other."""

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


async def test_the_bell_rings_in_every_tab_and_is_still_in_every_tab(acme: Company) -> None:
    alice, bob = acme.people["alice"], acme.people["bob"]
    ticket = await acme.was_asked(email="carl@bell.example", subject="A bell without a clapper", message="It is mute.")
    await bob.goes("/desk/notices")
    if await bob.page.get_by_role("button", name="Mark all as seen").count():
        await bob.submits("Mark all as seen")
    other = await bob.other_tab()
    await other.goes("/desk")

    await alice.goes(f"/desk/tickets/{ticket.number}?write=note")
    await alice.page.locator("#note-body").fill("@bob do you know these bells?")
    await alice.presses("Add internal note")

    for tab in (bob, other):
        await tab.sees(NEW, within=".desk-bell-count")
    await bob.sees(f"mentioned you in ticket {ticket.number}", within="#notices-list")
    await bob.looks()
    await other.goes(f"/desk/tickets/{ticket.number}")
    await expect(bob.page.locator(".desk-bell-count")).not_to_contain_text(NEW)
    await expect(bob.page.locator("#notices-list .badge-soft")).to_have_count(0)


async def test_a_browser_is_switched_on_and_off(acme: Company) -> None:
    """A push service is out of reach here, and a browser without windows forbids notifications: both are played."""
    alice = acme.people["alice"]
    await alice.context.add_init_script(PLAYED)
    await alice.goes("/desk/notices/settings")
    await alice.submits("Tell me in this browser")
    await alice.sees("This browser tells you what happens.", "Chrome on Linux", within="#browsers")
    await alice.looks()
    await alice.submits("Remove Chrome on Linux")
    await alice.sees("Tell me in this browser", within="#browsers")
