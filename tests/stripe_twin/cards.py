"""Stripe's test cards: what the bank says when such a card is saved, charged, or asked to prove who pays."""

from dataclasses import dataclass
from datetime import UTC, datetime

from .refusals import Refused, card_refused


@dataclass(frozen=True)
class Card:
    """`authenticates`: `never`, `once` (until it was set up) or `always`. `saving`, `charging`: the bank's decline code."""

    brand: str = "visa"
    authenticates: str = "never"
    saving: str | None = None
    charging: str | None = None


def _declined(code: str) -> Card:
    return Card(saving=code, charging=code)


CARDS = {
    "4242424242424242": Card(),
    "4000056655665556": Card(),
    "5555555555554444": Card("mastercard"),
    "378282246310005": Card("amex"),
    "4000002500003155": Card(authenticates="once"),
    "4000002760003184": Card(authenticates="always"),
    "4000000000003220": Card(authenticates="always"),
    "4000000000000341": Card(charging="generic_decline"),
    "4000008260003178": Card(authenticates="always", charging="insufficient_funds"),
    "4000000000009995": _declined("insufficient_funds"),
    "4000000000000002": _declined("generic_decline"),
    "4000000000009987": _declined("lost_card"),
    "4000000000009979": _declined("stolen_card"),
    "4000000000000069": _declined("expired_card"),
    "4000000000000127": _declined("incorrect_cvc"),
    "4000000000000119": _declined("processing_error"),
}

TOKENS = {
    "visa": "4242424242424242",
    "visa_debit": "4000056655665556",
    "mastercard": "5555555555554444",
    "amex": "378282246310005",
    "authenticationRequiredOnSetup": "4000002500003155",
    "authenticationRequired": "4000002760003184",
    "threeDSecure2Required": "4000000000003220",
    "chargeCustomerFail": "4000000000000341",
    "authenticationRequiredChargeDeclinedInsufficientFunds": "4000008260003178",
    "chargeDeclinedInsufficientFunds": "4000000000009995",
    "visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "chargeDeclined": "4000000000000002",
    "visa_chargeDeclined": "4000000000000002",
    "chargeDeclinedExpiredCard": "4000000000000069",
    "visa_chargeDeclinedExpiredCard": "4000000000000069",
    "chargeDeclinedIncorrectCvc": "4000000000000127",
    "chargeDeclinedProcessingError": "4000000000000119",
}

SENTENCES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "stolen_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_failed": "We are unable to authenticate your payment method. "
    "Please choose a different payment method and try again.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}

# Declines that Stripe names in `code` itself; the rest are `card_declined` with a decline code.
_OWN_CODES = {"expired_card", "incorrect_cvc", "processing_error", "authentication_required"}


def digits(number: str) -> str:
    return "".join(sign for sign in str(number) if sign.isdigit())


def number_of_token(token: str) -> str | None:
    return TOKENS.get(token.removeprefix("pm_card_").removeprefix("tok_"))


def demand_card(number: str, exp_month: int, exp_year: int, *, at: int) -> str:
    number, moment = digits(number), datetime.fromtimestamp(at, UTC)
    if not _adds_up(number):
        raise card_refused("Your card number is incorrect.", code="incorrect_number", param="number")
    if not 1 <= exp_month <= 12:
        raise card_refused("Your card's expiration month is invalid.", code="invalid_expiry_month", param="exp_month")
    if (exp_year, exp_month) < (moment.year, moment.month):
        raise card_refused("Your card's expiration year is invalid.", code="invalid_expiry_year", param="exp_year")
    if number not in CARDS:
        sentence = "Your card was declined. Your request was in test mode, but used a non test card."
        raise card_refused(sentence, code="card_declined", decline_code="test_mode_live_card")
    return number


def expired(exp_month: int, exp_year: int, *, at: int) -> bool:
    moment = datetime.fromtimestamp(at, UTC)
    return (exp_year, exp_month) < (moment.year, moment.month)


def declined(reason: str, **more: object) -> Refused:
    if reason == "authentication_failed":
        return card_refused(SENTENCES[reason], code="payment_intent_authentication_failure", **more)
    code = reason if reason in _OWN_CODES else "card_declined"
    return card_refused(SENTENCES[reason], code=code, decline_code=reason, **more)


def _adds_up(number: str) -> bool:
    """Luhn's rule, which every card number follows."""
    turned = [int(sign) for sign in reversed(number)]
    doubled = sum(sum(divmod(2 * one, 10)) for one in turned[1::2])
    return len(number) >= 13 and (sum(turned[::2]) + doubled) % 10 == 0
