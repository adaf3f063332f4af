"""The letterhead: how a tenant's mails look, and how many may leave, told to the kernel's mail, which knows no tenants."""

from polydesk.kernel.colour import on_colour
from polydesk.kernel.mail import Brand, set_allowance_source, set_brand_source
from tenants import here
from tenants.mail_allowance import allowance


async def letterhead() -> Brand:
    """Name, colour, logo, footer and legal links of the current tenant, in the language of the moment."""
    site = await here.visit()
    look = here.BrandView(site)
    return Brand(
        name=site.name,
        colour=look.colour,
        on_colour=on_colour(look.colour),
        logo_url=f"{site.base_url}{look.logo_url}" if look.logo_url else None,
        footer=look.footer,
        links=tuple(
            (link.label, link.url) for link in look.legal_links if link.url.startswith(("https://", "http://"))
        ),
        base_url=site.base_url,
    )


set_brand_source(letterhead)
set_allowance_source(allowance)
