"""What the FAQ refuses."""

from collections.abc import Sequence

from i18n import _, lazy
from i18n.formats import list_of
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


class NotEnoughTerms(Conflict):
    status = 422
    title = lazy("These are no synonyms")
    message = lazy("Please enter at least two different words, with commas between them, and at most twenty.")


class NameFirst(Conflict):
    title = lazy("The name is missing in this language")
    message = lazy(
        "A category needs its name in a language before it can have a sentence beneath it. Write the name first."
    )


class TermTaken(Conflict):
    title = lazy("This word has synonyms already")

    @classmethod
    def by(cls, term: str, terms: Sequence[str]) -> "TermTaken":
        words = {"word": term, "others": list_of([*terms])}
        return cls(_("“%(word)s” is in a group already: %(others)s. Change that one.") % words)


class TooManySynonyms(Conflict):
    title = lazy("There are too many synonyms")
    message = lazy("A language can have at most 500 groups of synonyms. Remove one that nobody needs.")
