"""What the rules of notices refuse, and why, in the reader's words."""

from i18n import lazy
from polydesk.kernel.refusals import BadRequest


class BadBrowser(BadRequest):
    message = lazy("This browser has no address at which it can be told of something.")
