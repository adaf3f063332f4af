"""What people type into the practice pages, as Stripe's own pages would hand it on."""

from typing import Any

from .refusals import Refused

Json = dict[str, Any]
Sent = dict[str, str]

ADDRESS = ("country", "line1", "postal_code", "city")
TAX_IDS = {"CH": "ch_vat", "GB": "gb_vat", "JP": "jp_cn", "NO": "no_vat", "US": "us_ein"}


def card_in(sent: Sent) -> Json:
    """`12 / 34` is a month and a year. Raises Refused."""
    month, _, year = sent.get("expiry", "").replace(" ", "").partition("/")
    if not (month.isdecimal() and year.isdecimal()):
        raise Refused("Your card's expiration date is incomplete.", status=402)
    number = "".join(sent.get("number", "").split())
    return {"number": number, "exp_month": int(month), "exp_year": int(year), "cvc": sent.get("cvc", "")}


def details_in(sent: Sent) -> Json:
    """Who pays, and where they are: `name`, `address`, `tax_id`."""
    address = {part: sent[part].strip() for part in ADDRESS if sent.get(part, "").strip()}
    found: Json = {"name": sent.get("business_name") or sent.get("name"), "address": address}
    if value := sent.get("vat_id", "").strip():
        found["tax_id"] = {"type": TAX_IDS.get(sent.get("country", ""), "eu_vat"), "value": value}
    return found
