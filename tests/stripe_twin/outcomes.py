"""How it went on one of Stripe's pages."""

from dataclasses import dataclass

from . import banking, cards
from .refusals import Refused

DONE, ASKS, REFUSED = "done", "authenticate", "refused"


@dataclass(frozen=True)
class Outcome:
    """`state`: `done`, `authenticate` (3-D Secure asks first) or `refused`, then with the bank's words."""

    state: str
    message: str = ""
    decline_code: str | None = None


def of_answer(answer: str) -> Outcome:
    if answer == banking.YES:
        return Outcome(DONE)
    if answer == banking.ASKS:
        return Outcome(ASKS)
    return Outcome(REFUSED, cards.SENTENCES[answer], answer)


def of_refusal(no: Refused) -> Outcome:
    return Outcome(REFUSED, no.error["message"], no.error.get("decline_code"))
