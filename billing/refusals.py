"""What billing refuses, and what Stripe refused: the sentence somebody reads, and what the log needs beside it."""

from i18n import LazyText, lazy
from polydesk.kernel.refusals import Refusal, Unavailable

DECLINES: dict[str, LazyText] = {
    "insufficient_funds": lazy("There is not enough money on this card. Try another one or ask your bank."),
    "expired_card": lazy("This card has expired. Please use another one."),
    "incorrect_cvc": lazy("The security code of this card is not right. Please check it."),
    "incorrect_number": lazy("The number of this card is not right. Please check it."),
    "processing_error": lazy("The bank could not be reached. Please try again in a moment."),
    "authentication_required": lazy("Your bank wants you to confirm this payment."),
}
DECLINED = lazy("The bank declined this card. Try another one or ask your bank.")


class StripeAway(Unavailable):
    """It does not answer, is too slow, or asks us to slow down; nothing is known to be wrong with what was asked."""

    title = lazy("Payments are away for a moment")
    message = lazy(
        "We cannot reach our payment provider right now. Please try again in a moment; nothing is charged twice."
    )


class StripeRefused(Refusal):
    """It does not do what we asked for, and would not if we asked again: `code` and `param` are its own words."""

    status = 422
    title = lazy("This could not be done")
    message = lazy("Our payment provider did not accept this. Reload the page and try again, or ask us.")

    def __init__(self, reason: str = "", *, code: str = "", param: str = "") -> None:
        super().__init__()
        self.reason, self.code, self.param = reason, code, param

    @property
    def is_missing(self) -> bool:
        """What was asked for is not there: never was, or was deleted."""
        return self.code == "resource_missing"


class CardRefused(Refusal):
    """The bank said no, or wants the owner of the card to say yes: a sentence for whoever pays."""

    status = 422
    title = lazy("The payment did not go through")
    message = DECLINED

    def __init__(self, code: str = "") -> None:
        super().__init__(DECLINES.get(code, DECLINED))
        self.code = code
