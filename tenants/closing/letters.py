"""The letter that says that everything will be erased, to every owner: whoever did not want that can still stop it."""

from i18n import _, living_in, speaking
from i18n.formats import when
from polydesk.kernel.mail import Address, Button, Letter, post
from tenants import addressees, here, mails
from tenants.closing.orders import Order, own_order


async def post_erasure_demanded() -> None:
    """In the tenant's unit; nothing when the owners have thought better of it meanwhile."""
    order = await own_order()
    if order is None or order.begun_at is not None:
        return
    site = await here.visit()
    for owner in await addressees.owners():
        language = await addressees.language_for(owner)
        with speaking(language), living_in(owner.zone or site.zone):
            letter = erasure_demanded(order, url=f"{site.base_url}/admin/closing", company=site.name)
            await post(letter, to=Address(owner.name, owner.email), language=language, brand=mails.platform_brand())


def erasure_demanded(order: Order, *, url: str, company: str) -> Letter:
    return Letter(
        kind="erasure_demanded",
        subject=_("The help desk of %(company)s will be erased") % {"company": company},
        heading=_("Everything will be erased on %(when)s") % {"when": when(order.due_at)},
        preheader=_("Until then an owner can stop it."),
        paragraphs=(
            _("An owner has asked for it. Tickets, customers, help pages, ratings and files will be gone for good."),
            _("Until then an owner can stop it, and take everything along as an export."),
        ),
        button=Button(_("Stop it or export everything"), url),
        footnote=_("Invoices are kept as the law demands. Copies in backups go with the backups."),
    )
