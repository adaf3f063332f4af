"""Why a text of a mail is not kept."""

from i18n import lazy
from polydesk.kernel.refusals import BadRequest, Conflict


class ChangedMeanwhile(Conflict):
    message = lazy(
        "Somebody else changed this text meanwhile. See under “Versions” what they wrote, or save again to replace it with yours."
    )


class FaultyText(BadRequest):
    """Carries the sentence that says what is wrong."""
