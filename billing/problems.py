"""Why a payment failed, in plain words. Stripe has many codes; people can do one of a few things about it.

A card that was reported lost or stolen is said to be declined and nothing more: whoever reads may be the finder.
"""

from i18n import LazyText, lazy

DECLINED = lazy("The bank declined the payment without saying why. Often another card or a call to the bank helps.")

CONFIRM = "authentication_required"

REASONS: dict[str, LazyText] = {
    "insufficient_funds": lazy("There was not enough money on the account."),
    "expired_card": lazy("The card has expired."),
    CONFIRM: lazy("The bank wants you to confirm the payment yourself."),
    "incorrect_number": lazy("The details of the card are not right."),
    "processing_error": lazy("The payment could not be processed. That is often over soon."),
    "no_card": lazy("There is no card that could be charged."),
}

ALIKE = {
    "card_velocity_exceeded": "insufficient_funds",
    "withdrawal_count_limit_exceeded": "insufficient_funds",
    "invalid_expiry_month": "incorrect_number",
    "invalid_expiry_year": "incorrect_number",
    "invalid_number": "incorrect_number",
    "incorrect_cvc": "incorrect_number",
    "invalid_cvc": "incorrect_number",
    "incorrect_zip": "incorrect_number",
    "issuer_not_available": "processing_error",
    "try_again_later": "processing_error",
    "reenter_transaction": "processing_error",
    "payment_intent_authentication_failure": CONFIRM,
    "subscription_payment_intent_requires_action": CONFIRM,
    "invoice_payment_intent_requires_action": CONFIRM,
}


def reason(code: str) -> str:
    """In the language of the moment; `code` is Stripe's, of the decline where there was one."""
    return str(REASONS.get(ALIKE.get(code, code), DECLINED))


def bank_asks(code: str) -> bool:
    return ALIKE.get(code, code) == CONFIRM
