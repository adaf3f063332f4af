"""What a bank answers when a card shall pay or be kept: yes, no, or prove who you are first."""

from typing import TYPE_CHECKING, Any

from . import cards
from .payment_methods import number_of

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

YES, ASKS = "yes", "authenticate"


def asked_to_pay(world: "World", method: Json, *, authenticated: bool | None) -> str:
    """`yes`, `authenticate`, or the reason of the decline. `authenticated`: None means nobody was asked yet."""
    card = cards.CARDS[number_of(world, method)]
    if cards.expired(method["card"]["exp_month"], method["card"]["exp_year"], at=world.now(method["customer"])):
        return "expired_card"
    if (held := _proof(world, card, method, authenticated)) is not None:
        return held
    return card.charging or _trusted(world, method)


def asked_to_keep(world: "World", method: Json, *, authenticated: bool | None) -> str:
    card = cards.CARDS[number_of(world, method)]
    return _proof(world, card, method, authenticated) or card.saving or _trusted(world, method)


def _proof(world: "World", card: cards.Card, method: Json, authenticated: bool | None) -> str | None:
    trusted = bool(world.kept(method["id"]).get("set_up"))
    if card.authenticates == "never" or (card.authenticates == "once" and trusted) or authenticated:
        return None
    return ASKS if authenticated is None else "authentication_failed"


def _trusted(world: "World", method: Json) -> str:
    world.kept(method["id"])["set_up"] = True
    return YES
