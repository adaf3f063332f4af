"""What the rules of senders refuse, and why."""

from i18n import lazy
from polydesk.kernel.refusals import Conflict


class SenderThere(Conflict):
    message = lazy("There is a sender already. Remove it before you set up another one.")
