"""Details: who hears of bills, in which language, what stands on invoices, and the VAT id with its check (BL-08, BL-14).

Stripe prints them, so it is told first; what it does not accept is kept nowhere.
"""

from dataclasses import replace
from typing import Any

from billing import mirror
from billing.accounts import Account, own_account
from billing.customers import customer, say
from billing.gateway import asking, stripe
from billing.own_turn import own_turn
from billing.plans import EURO
from billing.refusals import StripeRefused
from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.audit import record

EU = EURO | frozenset(["CZ", "DK", "HU", "PL", "RO", "SE"])
# Which kind of tax id companies of a country have, in Stripe's words.
KINDS = dict.fromkeys(EU, "eu_vat") | {
    "GB": "gb_vat",
    "CH": "ch_vat",
    "LI": "li_uid",
    "NO": "no_vat",
    "IS": "is_vat",
    "TR": "tr_tin",
    "UA": "ua_vat",
    "US": "us_ein",
    "CA": "ca_gst_hst",
    "MX": "mx_rfc",
    "BR": "br_cnpj",
    "CL": "cl_tin",
    "AU": "au_abn",
    "NZ": "nz_gst",
    "JP": "jp_trn",
    "KR": "kr_brn",
    "IN": "in_gst",
    "SG": "sg_gst",
    "TW": "tw_vat",
    "TH": "th_vat",
    "MY": "my_sst",
    "AE": "ae_trn",
    "SA": "sa_vat",
    "IL": "il_vat",
    "ZA": "za_vat",
    "EG": "eg_tin",
    "KE": "ke_pin",
    "RU": "ru_inn",
}


class UnfitVatId(StripeRefused):
    message = lazy("This is not a valid tax number for the country of your address. Please check it.")


class NoVatIdThere(StripeRefused):
    message = lazy("Enter the country of your address first: it says which kind of tax number this is.")


async def keep(**values: Any) -> None:
    """`contact_name`, `contact_email`, `contact_language`, `address`, `po_number`. Raises StripeAway, StripeRefused."""
    async with own_turn():
        before = await own_account()
        changed = {name: value for name, value in values.items() if getattr(before, name) != value}
        await unit.let_go()
        after = replace(before, **changed)
        if changed:
            await say(after, *_in_stripes_words(changed))
            await _write(after, changed)
            await record(
                "billing.details_changed",
                changes={n: [_shown(getattr(before, n)), _shown(v)] for n, v in changed.items()},
            )


async def set_vat_id(value: str) -> None:
    """An empty one takes the present one away. Raises NoVatIdThere, UnfitVatId, StripeAway."""
    async with own_turn():
        account = await own_account()
        wanted = "".join(value.split()).upper()
        if wanted == (account.vat_id or ""):
            return
        kind = KINDS.get(str(account.address.get("country") or ""))
        if wanted and kind is None:
            raise NoVatIdThere()
        customer_id = await customer()
        await _replace(customer_id, kind or "", wanted)
        await mirror.fetch_and_write(customer_id=customer_id)
        await record("billing.vat_id_changed", changes={"vat_id": [account.vat_id, wanted or None]})


async def _replace(customer_id: str, kind: str, wanted: str) -> None:
    """The new one first: one that is refused takes nothing away."""
    try:
        async with asking():
            known = await stripe().v1.customers.tax_ids.list_async(customer_id)
            if wanted:
                await stripe().v1.customers.tax_ids.create_async(customer_id, {"type": kind, "value": wanted})
            for one in known.data:
                await stripe().v1.customers.tax_ids.delete_async(customer_id, one.id)
    except StripeRefused as refused:
        if refused.code == "tax_id_invalid":
            raise UnfitVatId(code=refused.code) from refused
        raise


def _in_stripes_words(changed: dict[str, Any]) -> set[str]:
    """Which of Stripe's words these are; a label of the invoice is in the language of the contact, too."""
    names = {
        "contact_name": {"name"},
        "contact_email": {"email"},
        "contact_language": {"preferred_locales", "invoice_settings"},
        "address": {"address"},
        "po_number": {"invoice_settings"},
    }
    return set().union(*(names[name] for name in changed))


def _shown(value: Any) -> Any:
    return " · ".join(str(part) for part in value.values()) if isinstance(value, dict) else value


async def _write(after: Account, changed: dict[str, Any]) -> None:
    sets = ", ".join(f"{name} = ${number}" for number, name in enumerate(changed, start=1))  # notext: columns
    await unit.execute(f"UPDATE billing_account SET {sets}", *(getattr(after, name) for name in changed))  # noqa: S608 - our names
