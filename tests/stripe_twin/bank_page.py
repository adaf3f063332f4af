"""The bank's page between a card and its use (3-D Secure). What was sent waits meanwhile, and is sent on with its answer."""

from typing import TYPE_CHECKING, Any

from .checkout_form import Sent, card_in
from .refusals import Refused
from .showing import page
from .twin import places
from .web import Answer, Request
from .world import World

if TYPE_CHECKING:
    from .twin import Twin

Json = dict[str, Any]


def lead(world: World, name: str, path: str, sent: Sent) -> Answer:
    """To the bank, which is beside the page that was on its way."""
    world.kept(name)["waiting"] = dict(sent)
    return Answer.leading(f"{path}/bank")


def waiting(world: World, name: str) -> Sent | None:
    """What was sent before the bank was asked; None where nothing waits."""
    return world.kept(name).get("waiting")


def ask(sent: Sent, *, amount: int = 0, currency: str = "", last4: str = "") -> Answer:
    number = card_in(sent)["number"] if sent.get("number") else last4
    return page("bank.html", amount=amount, currency=currency, last4=number[-4:])


def said_yes(request: Request) -> bool:
    return request.form.get("answer") == "complete"


@places.get("/authenticate/{name}")
async def find(twin: "Twin", _request: Request, name: str) -> Answer:
    """Where the API sends people: to the invoice that this intent is to pay."""
    for invoice in twin.world.all("invoice"):
        if twin.world.kept(invoice["id"]).get("payment_intent") == name:
            return Answer.leading(f"/i/{invoice['id']}")
    raise Refused("Nothing waits for the bank here.", status=404)
