"""What the rules of fields refuse, and why, in the reader's words."""

from i18n import _, lazy
from i18n.formats import list_of
from polydesk.kernel.refusals import Conflict


class ChangedMeanwhile(Conflict):
    message = lazy("Somebody else has changed this meanwhile. Open it again to see what it says now.")


class AnswersChanged(Conflict):
    message = lazy("Somebody else has changed these answers meanwhile. Look at what they say now, then save again.")


class TooMany(Conflict):
    message = lazy("There are too many of these. Archive some that nobody needs any more.")


class OthersDepend(Conflict):
    """A field whose answer decides about others cannot go before them."""

    @classmethod
    def on_it(cls, names: list[str]) -> "OthersDepend":
        said = _("Whether these fields are asked depends on it: %(names)s. Change or archive them first.")
        return cls(said % {"names": list_of(names)})


class GoesInCircles(Conflict):
    message = lazy("These two fields would wait for each other. Choose another one.")
