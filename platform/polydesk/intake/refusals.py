"""What keeps a mail from being read, and what admins are refused; the former is kept in rows and told by words.py."""

from i18n import lazy
from polydesk.kernel.refusals import Conflict


class Unreadable(Exception):
    """This mail goes into quarantine, whatever is tried; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InboxTaken(Conflict):
    title = lazy("This address is taken")
    message = lazy("This address is taken. Choose another one.")


class TooManyInboxes(Conflict):
    title = lazy("There are many addresses already")
    message = lazy("There can be at most 50 addresses. Remove one that nobody needs any more.")


class TooManyAccounts(Conflict):
    title = lazy("There are many mailboxes already")
    message = lazy("There can be at most 10 mailboxes. Remove one that nobody needs any more.")
