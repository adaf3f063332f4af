"""Why something cannot be done with an announcement."""

from i18n import lazy
from polydesk.kernel.refusals import BadRequest, Conflict


class ChangedMeanwhile(Conflict):
    message = lazy("Somebody else changed this announcement meanwhile. Open it again to see what it says now.")


class NoTitle(BadRequest):
    message = lazy("An announcement needs a title.")


class TooManyAnnouncements(Conflict):
    message = lazy("There are too many announcements. Archive some that are over.")
