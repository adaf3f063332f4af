"""Audience: who may read which articles. The database's filter takes the answer; no page decides for itself."""

from i18n import LazyText, lazy
from polydesk.kernel.actor import Actor, actor

EVERYBODY = ("public",)
SIGNED_IN = ("public", "signed_in")
AGENTS = ("public", "signed_in", "agents")

VISIBILITIES: dict[str, LazyText] = {
    "public": lazy("Everybody"),
    "signed_in": lazy("Signed-in customers"),
    "agents": lazy("Agents only"),
}


def audience(who: Actor | None = None) -> list[str]:
    """The visibilities that this actor may read: the reader of the request, unless told otherwise."""
    reader = who or actor()
    if reader.is_member:
        return list(AGENTS)
    return list(SIGNED_IN if reader.is_requester else EVERYBODY)
