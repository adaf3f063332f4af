"""What the FAQ refuses."""

from i18n import lazy
from polydesk.kernel.refusals import Conflict, Forbidden


class EditedMeanwhile(Conflict):
    title = lazy("Somebody else has changed this article")
    message = lazy("Somebody saved this article after you opened it. Your text is still here: compare and save again.")


class MayNotPublish(Forbidden):
    title = lazy("Publishing needs an admin")
    message = lazy("You can write and hand in for review. An admin publishes, or allows agents to publish help pages.")


class CategoryInUse(Conflict):
    title = lazy("This category is not empty")
    message = lazy("Move or archive its articles and subcategories first.")


class TooDeep(Conflict):
    title = lazy("Categories go two levels deep")
    message = lazy("A category that has subcategories cannot become a subcategory itself.")
