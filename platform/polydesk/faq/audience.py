"""Audience: who may read which articles. The database's filter takes the answer; no page decides for itself."""

from i18n import LazyText, lazy
from polydesk.kernel.actor import Actor, actor

EVERYBODY = ("public",)
SIGNED_IN = ("public", "signed_in")
AGENTS = ("public", "signed_in", "agents")
ORGANISATIONS = "organisations"

VISIBILITIES: dict[str, LazyText] = {
    "public": lazy("Everybody"),
    "signed_in": lazy("Signed-in customers"),
    ORGANISATIONS: lazy("Chosen organisations"),
    "agents": lazy("Agents only"),
}


def audience(who: Actor | None = None) -> list[str]:
    """The visibilities that this actor may read: the reader of the request, unless told otherwise.

    A signed-in customer is named too, since some articles are for the people of chosen organisations. Nobody else is:
    an address that is not confirmed by a sign-in belongs to no organisation here.
    """
    reader = who or actor()
    if reader.is_member:
        return [*AGENTS, ORGANISATIONS] if reader.may("faq.read") else list(AGENTS)
    if reader.is_requester:
        return [*SIGNED_IN, f"person:{reader.id}"]
    return list(EVERYBODY)
