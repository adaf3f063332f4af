"""Why something cannot be done with a canned reply."""

from i18n import lazy
from polydesk.kernel.refusals import Conflict, Forbidden


class NotYours(Forbidden):
    message = lazy("Only whoever wrote this canned reply, or an admin, can change it.")


class ChangedMeanwhile(Conflict):
    message = lazy("Somebody else changed this canned reply meanwhile. Open it again to see what it says now.")


class TooMany(Conflict):
    message = lazy("There are too many canned replies. Archive some that nobody uses any more.")
