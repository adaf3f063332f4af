"""The views that a member has, by their keys, and where each is shown."""

from urllib.parse import quote_plus

from polydesk.desk.frame import Frame
from polydesk.kernel.refusals import NotFound
from polydesk.tickets.views import BUILT_IN, View


def find_view(key: str, around: Frame) -> View:
    """The view with this key among those that this member has. Raises NotFound."""
    for found in (*BUILT_IN, *around.pulse.views):
        if found.key == key:
            return found
    raise NotFound


def address_of(view: str, after: str = "") -> str:
    return f"/desk/tickets?view={quote_plus(view)}" + (f"&after={quote_plus(after)}" if after else "")
