"""What the rules of tickets refuse, and why, in the reader's words."""

from i18n import lazy
from polydesk.kernel.refusals import BadRequest, Conflict, Forbidden, Gone


class SomethingArrived(Conflict):
    """Somebody wrote while this answer was being written; the page asks before it is sent."""

    title = lazy("New messages arrived in the meantime")
    message = lazy("New messages arrived while you were writing. Read them, then send your text if it still fits.")


class AlreadyClosed(Conflict):
    title = lazy("This ticket is closed")
    message = lazy("This ticket is already closed. Reopen it if there is more to do.")


class AlreadyResolved(Conflict):
    title = lazy("This ticket is resolved")
    message = lazy("This ticket is already marked as resolved.")


class NotResolved(Conflict):
    title = lazy("This ticket is not resolved")
    message = lazy("Only a resolved ticket can be reopened; this one is still open.")


class TooLateToReopen(Conflict):
    title = lazy("This ticket is closed")
    message = lazy("This ticket is closed for good. Write a message and a new ticket follows it.")


class MergeRefused(Conflict):
    """Why two tickets are not merged, or not taken apart."""


class MergedAway(MergeRefused):
    """Whoever raises it may say where the ticket goes on."""

    title = lazy("This ticket was merged")
    message = lazy("This ticket was merged into another one and goes on there.")


class MergedMeanwhile(MergeRefused):
    title = lazy("Somebody was faster")
    message = lazy("Somebody merged one of these tickets in the meantime. Look at them again before you merge.")


class MergeIntoItself(MergeRefused):
    title = lazy("This is the same ticket")
    message = lazy("These two are one ticket already. Choose another one.")


class MergeOfSpam(MergeRefused):
    title = lazy("One of them is spam")
    message = lazy("Spam is not merged. Mark the ticket as not spam first.")


class MergeIntoClosed(MergeRefused):
    title = lazy("The other ticket is closed")
    message = lazy("The other ticket is closed. Reopen it first, or merge the other way round.")


class DifferentCustomers(MergeRefused):
    """Whoever asks again says that they know."""

    title = lazy("Two different customers")
    message = lazy("These tickets belong to different customers. Please confirm that you want to merge them.")


class NotMerged(MergeRefused):
    title = lazy("This ticket is not merged")
    message = lazy("This ticket stands by itself: the merge was undone already.")


class NotAMember(BadRequest):
    title = lazy("Person not found")
    message = lazy("This person does not work here any more. Choose somebody else.")


class NoSuchChoice(BadRequest):
    title = lazy("This choice does not exist")
    message = lazy("Please choose one of the options.")


class TooManyCategories(BadRequest):
    title = lazy("There are many categories already")
    message = lazy("There can be at most 100 categories. Archive one that nobody needs any more.")


class MessageEmpty(BadRequest):
    title = lazy("The message is empty")
    message = lazy("Please write something or add a file.")


class TextTooLong(BadRequest):
    title = lazy("This text is too long")
    message = lazy("This text is longer than 100,000 characters. Send it as a file instead.")


class NotYours(Forbidden):
    message = lazy("Your role does not allow this on tickets. Ask an admin of your help desk.")


class LinkRevoked(Gone):
    title = lazy("This link no longer works")
    message = lazy("This link to a ticket was replaced or withdrawn. Use the newest link from your e-mail, or sign in.")
