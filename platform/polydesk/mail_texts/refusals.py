"""Why a text of a mail is not kept."""

from i18n import lazy
from polydesk.kernel.refusals import BadRequest, Conflict


class ChangedMeanwhile(Conflict):
    message = lazy("Somebody else changed this text meanwhile. Open it again to see what it says now.")


class FaultyText(BadRequest):
    """Carries the sentence that says what is wrong."""
