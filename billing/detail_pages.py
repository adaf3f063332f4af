"""`/admin/billing/details`: who gets invoices and in which language, what stands on them, and the VAT id with its check."""

from typing import Any

from litestar import Controller, Request, Response, get, post

from billing import details
from billing.accounts import Account, own_account
from billing.forms import DetailsForm, VatForm
from i18n import _
from i18n.formats import countries
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import Refusal
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.kernel.wording import give_way, marks
from tenants.admin import choices

AnyRequest = Request[Any, Any, Any]
PAGE = "/admin/billing/details"
CONTACT = ("contact_name", "contact_email", "contact_language", "po_number")
ADDRESS = ("line1", "line2", "postal_code", "city", "state", "country")
FIELDS = CONTACT + ADDRESS


class DetailPages(Controller):
    path = PAGE

    @get()
    async def show(self) -> Response[Any]:
        return await _page()

    @post()
    async def create(self, request: AnyRequest) -> Response[Any]:
        form, present = await read_form(request, DetailsForm), await own_account()
        typed = {name: one_line(form.value(name)) for name in FIELDS}
        wanted = give_way(form, "", typed, _kept(present), FIELDS)
        _check(form, needs_country=_is_taxed(present))
        if not form.ok:
            return await _page(form, status=422)
        contact = {name: wanted.get(name, "") for name in CONTACT}
        try:
            await details.keep(**contact, address={name: wanted[name] for name in ADDRESS if name in wanted})
        except Refusal as refusal:
            form.fail("", refusal.message)
            return await _page(form, status=refusal.status)
        return redirect(f"{PAGE}?said=saved")

    @post("/vat")
    async def set_vat_id(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, VatForm)
        if form.ok:
            try:
                await details.set_vat_id(form.data.vat_id)
                return redirect(f"{PAGE}?said=saved")
            except Refusal as refusal:
                form.fail("vat_id", refusal.message)
                return await _page(vat=form, status=refusal.status)
        return await _page(vat=form, status=422)


def _is_taxed(account: Account) -> bool:
    """Stripe computes the tax by the country: of somebody who is its customer it must not be lost."""
    return account.customer_id is not None and bool(account.address.get("country"))


def _check(form: Form[DetailsForm], *, needs_country: bool) -> None:
    if form.value("contact_language") and form.value("contact_language") not in dict(choices.languages()):
        form.fail("contact_language", _("Please choose one of the options."))
    known = dict(countries()) if needs_country else {"": "", **dict(countries())}
    if form.value("country") not in known:
        form.fail("country", _("Please choose one of the options."))


async def _page(
    form: Form[DetailsForm] | None = None, *, vat: Form[VatForm] | None = None, status: int = 200
) -> Response[Any]:
    account = await own_account()
    return Page(
        "billing/details.html",
        status=status,
        account=account,
        form=form or empty(DetailsForm, **_kept(account)),
        marks=marks(_kept(account), FIELDS),
        vat=vat or empty(VatForm, vat_id=account.vat_id or ""),
        spoken=choices.languages(),
        countries=countries(),
        was_saved=moment().query == "said=saved",
    )


def _kept(account: Account) -> dict[str, str]:
    """As it stands in the form."""
    address = {name: str(account.address.get(name) or "") for name in ADDRESS}
    contact = (account.contact_name, account.contact_email, account.language, account.po_number)
    return {**dict(zip(CONTACT, contact, strict=True)), **address}
