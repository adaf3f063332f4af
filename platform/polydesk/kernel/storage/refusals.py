"""What is answered when a file is not taken or not lent."""

from i18n import lazy
from polydesk.kernel.refusals import Refusal


class FileRefused(Refusal):
    status = 422
    title = lazy("This file was not taken")
    message = lazy("This file cannot be taken.")


class BadLink(Refusal):
    """Expired, changed, or another tenant's; which of them it is stays untold."""

    status = 403
    title = lazy("This link does not work")
    message = lazy("This link to a file has expired. Go back to the page it came from and open the file again.")
