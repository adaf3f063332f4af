"""Why somebody does not get in by single sign-on, in words for them and for whoever set it up."""

from i18n import LazyText, _, lazy
from polydesk.kernel.refusals import Conflict, Forbidden, Gone, Refusal

AGAIN = (lazy("To the sign-in page"), "/signin")


class ProviderFault(Refusal):
    """The provider does not answer, or not as OpenID Connect says: what it sent is not believed."""

    status = 502
    title = lazy("Single sign-on did not work")
    message: LazyText | str = lazy("The identity provider’s answer makes no sense to us.")
    advice = lazy("Try again. If it stays like this, tell whoever looks after single sign-on in your company.")
    action = AGAIN
    shows_numbers = False


class NotLetIn(Forbidden):
    """The provider vouches for somebody who does not get in here."""

    title = lazy("You are not signed in")
    advice = lazy("Whoever looks after your help desk can help.")
    action = AGAIN
    shows_numbers = False


class TripOver(Gone):
    """Also for a trip that another browser set out on, so that nobody is signed in by a link of somebody else."""

    title = lazy("Please sign in again")
    message = lazy(
        "This sign-in was begun in another browser or more than ten minutes ago, or its settings have changed."
    )
    advice = lazy("Nothing has happened. Begin once more.")
    action = AGAIN
    shows_numbers = False


class NotTried(Conflict):
    title = lazy("Try it first")
    message = lazy("Try it first: it can be switched on once a sign-in has worked.")


class PasswordsClosed(Forbidden):
    """`name` is the provider's, as the company calls it."""

    title = lazy("Single sign-on is demanded here")
    advice = lazy("Only owners can still use their password.")
    action = AGAIN
    shows_numbers = False

    def __init__(self, name: str) -> None:
        super().__init__(_("Your company asks you to sign in with %(name)s.") % {"name": name})
