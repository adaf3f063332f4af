"""`/admin/sender`: the address that customers see, the records that prove it, and how each of them stands."""

from datetime import timedelta
from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from msgspec import Meta, Struct

from i18n import LazyText, _, lazy
from polydesk.kernel.mail.senders import platforms
from polydesk.kernel.mail.transports import ses_signs
from polydesk.kernel.refusals import NotFound, TooMany
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.senders import senders
from polydesk.senders.addresses import UnfitAddress, parts_of
from polydesk.senders.refusals import SenderThere
from polydesk.senders.senders import Held
from polydesk.senders.words import shown

PAGE = "/admin/sender"
CHECKS_AN_HOUR = 60
AnyRequest = Request[Any, Any, Any]

SAID: dict[str, LazyText] = {
    "said=removed": lazy("The sender is removed. E-mails leave from our address with your name."),
    "said=saved": lazy("Saved."),
}


class AddressForm(Struct):
    address: Annotated[str, Meta(min_length=1, max_length=320)]


class SenderPages(Controller):
    path = PAGE

    @get()
    async def show(self) -> Response[Any]:
        held = await senders.sender()
        return _page(held, empty(AddressForm, address=held.address if held else ""))

    @post()
    async def create(self, request: AnyRequest) -> Response[Any]:
        """A sender where there is none; with one, another address at its domain."""
        held, form = await senders.sender(), await read_form(request, AddressForm)
        if form.ok:
            try:
                await _keep(held, form)
                if form.ok:
                    return redirect(f"{PAGE}?said=saved" if held else PAGE)
            except UnfitAddress as refusal:
                form.fail("address", str(refusal))
            except SenderThere as refusal:
                form.fail("", str(refusal.message))
        return _page(held, form, status=422)

    @post("/check")
    async def check(self) -> Response[Any]:
        held = await senders.sender()
        if held is None:
            raise NotFound
        if not await allow("sender check", held.domain, limit=CHECKS_AN_HOUR, per=timedelta(hours=1)):
            raise TooMany
        if not held.is_being_checked:
            await senders.ask()
        return redirect(f"{PAGE}#records")

    @post("/removal")
    async def remove(self) -> Response[Any]:
        held = await senders.sender(lock=True)
        if held is not None:
            await senders.remove(held)
        return redirect(f"{PAGE}?said=removed")


async def _keep(held: Held | None, form: Form[AddressForm]) -> None:
    local_part, domain = parts_of(form.data.address)
    if held is None:
        await senders.set_up(local_part, domain)
    elif domain != held.domain:
        form.fail("address", _("Another domain needs a proof of its own: remove this sender first."))
    else:
        await senders.rename(held, local_part=local_part)


def _page(held: Held | None, form: Form[AddressForm], status: int = 200) -> Response[Any]:
    words = SAID.get(moment().query)
    return Page(
        "senders/sender.html",
        partial="senders/_records.html" if held else None,
        status=status,
        held=held,
        form=form,
        records=shown(held) if held else [],
        platforms_address=platforms().address,
        waits_for_amazon=held is not None and held.dkim == "right" and not held.is_proven and ses_signs(),
        said=str(words) if words else "",
    )
