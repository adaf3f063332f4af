"""What the owner's pages ask for."""

from typing import Annotated

from msgspec import Meta, Struct

from polydesk.kernel.web import Email

Short = Annotated[str, Meta(max_length=200)]
MOST_SEATS = 5_000


class WishForm(Struct):
    """`seats`: all full seats, those that the plan includes too."""

    plan: Annotated[str, Meta(max_length=20)]
    cycle: Annotated[str, Meta(max_length=10)] = "month"
    seats: Annotated[int, Meta(ge=0, le=MOST_SEATS)] = 0


class ConfirmForm(WishForm):
    """`due` and `proration_at` are what was previewed: the sum in the smallest unit, the second of the proration."""

    due: int = 0
    proration_at: int = 0


class BuyForm(WishForm):
    currency: Annotated[str, Meta(max_length=3)] = ""


class DetailsForm(Struct):
    contact_name: Annotated[str, Meta(max_length=150)]
    contact_email: Email
    contact_language: Annotated[str, Meta(max_length=12)]
    po_number: Annotated[str, Meta(max_length=140)] = ""
    line1: Short = ""
    line2: Short = ""
    postal_code: Annotated[str, Meta(max_length=20)] = ""
    city: Annotated[str, Meta(max_length=100)] = ""
    state: Annotated[str, Meta(max_length=100)] = ""
    country: Annotated[str, Meta(max_length=2)] = ""


class VatForm(Struct):
    vat_id: Annotated[str, Meta(max_length=40)] = ""


class CodeForm(Struct):
    code: Annotated[str, Meta(max_length=80)]


class CapsForm(Struct):
    """Empty: no cap."""

    tickets: Annotated[str, Meta(max_length=12)] = ""
    mails: Annotated[str, Meta(max_length=12)] = ""
