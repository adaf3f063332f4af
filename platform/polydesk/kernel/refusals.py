"""Refusals: errors that know their status and say in the reader's language what is wrong.

The rule that is broken raises one; the web answers it as a page, a fragment or problem JSON. Slices derive their own.
"""

from collections.abc import Mapping
from types import MappingProxyType

from i18n import LazyText, lazy


class Refusal(Exception):
    """Something a person asked for that is not done; `message` is the sentence they read.

    `advice` says what to do now and `action` (words, address) leads there; `facts` are what a program reads of it beside
    the sentence, under a `kind` of its own.
    """

    status = 400
    kind = "about:blank"
    title: LazyText | str = lazy("This could not be done")
    message: LazyText | str = lazy("Please check what you entered and try again.")
    advice: LazyText | str = ""
    action: tuple[LazyText | str, str] | None = None
    facts: Mapping[str, object] = MappingProxyType({})
    headers: Mapping[str, str] = MappingProxyType({})
    # Its page bears the numbers that whoever helps will ask for.
    shows_numbers = True

    def __init__(self, message: LazyText | str | None = None, **details: object) -> None:
        if message is not None:
            self.message = message
        self.details = details
        super().__init__(str(self.message))


class Elsewhere(Refusal):
    """For now this is at another address, given as `at`: browsers are sent there with whatever they brought."""

    status = 307
    title = lazy("This page has moved")
    message = lazy("You find this page at another address.")


class BadRequest(Refusal):
    status = 400


class SignInNeeded(Refusal):
    """Answered by a redirect to the sign-in page where a person reads pages."""

    status = 401
    title = lazy("Please sign in")
    message = lazy("You need to sign in to see this page.")


class SignedOut(SignInNeeded):
    """For whoever wrote something into a form while their session ended: the page gives the text back."""

    title = lazy("Please sign in again")
    message = lazy("You were signed out meanwhile, and nothing of this was saved.")
    advice = lazy("Copy your text before you sign in, then put it in again.")
    shows_numbers = False

    def __init__(self, door: str) -> None:
        super().__init__()
        self.action = (lazy("Sign in"), door)


class LimitReached(Refusal):
    """What the plan allows is used up; `facts` name the limit, its current and its allowed value, and who can change it."""

    status = 409
    kind = "urn:polydesk:limit-reached"
    title = lazy("Your plan's limit is reached")
    message: LazyText | str = lazy("Your plan does not include more of this.")


class Forbidden(Refusal):
    status = 403
    title = lazy("Not allowed")
    message = lazy("Your role does not allow this. Ask an admin of your help desk.")


class NotFound(Refusal):
    """Also for what exists but is not yours: a stranger learns nothing."""

    status = 404
    title = lazy("Page not found")
    message = lazy("There is nothing at this address, or it is not open to you.")


class Conflict(Refusal):
    status = 409
    title = lazy("Somebody was faster")
    message = lazy("This has changed in the meantime. Reload the page and try again.")


class Gone(Refusal):
    status = 410
    title = lazy("This link has expired")
    message = lazy("This link is no longer valid. Ask for a new one.")

    def __init__(self, message: LazyText | str | None = None, *, ask: tuple[LazyText | str, str] | None = None) -> None:
        """`ask`: words and address of where a new one is asked for."""
        super().__init__(message)
        self.action = ask or self.action


class TooLarge(Refusal):
    status = 413
    title = lazy("Too large")
    message = lazy("What you sent is larger than we can take.")


class Misdirected(Refusal):
    status = 421
    title = lazy("Nobody lives here")
    message = lazy("There is no help desk at this address. Check the spelling of the address.")


class TooMany(Refusal):
    status = 429
    title = lazy("Please wait a moment")
    message = lazy("There were too many attempts. Please try again in a few minutes.")


class Unavailable(Refusal):
    status = 503
    title = lazy("Back in a moment")
    message = lazy("We cannot answer right now. Nothing was lost; please try again in a moment.")
