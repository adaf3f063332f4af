"""What tenants write about themselves: tagline, footer, and what their legal links are called."""

from dataclasses import replace

from i18n import _, lazy
from i18n.texts import Texts
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import Kind, Phrase, declare
from tenants.branding import BRAND, LEGAL, LONGEST, brand, change_brand

PAGE = "/admin/brand"


async def words() -> list[Phrase]:
    present = await brand()
    return [
        Phrase("tagline", _("Tagline"), present.taglines, PAGE, LONGEST["tagline"]),
        Phrase("footer", _("Footer"), present.footers, PAGE, LONGEST["footer"], shape="text"),
    ]


async def save_words(key: str, texts: Texts) -> None:
    present = await brand()
    if key == "tagline":
        await change_brand(replace(present, taglines=texts))
    elif key == "footer":
        await change_brand(replace(present, footers=texts))
    else:
        raise NotFound


async def links() -> list[Phrase]:
    """What a link is called where it leads to the same place: in each language that has an address or may borrow one."""
    return [
        Phrase(
            str(number), _("Legal link %(number)s") % {"number": number}, link.get("labels", {}), PAGE, LONGEST["label"]
        )
        for number, link in enumerate((await brand()).legal, start=1)
    ]


async def save_link(key: str, texts: Texts) -> None:
    present = await brand()
    places = {str(number): number - 1 for number in range(1, len(present.legal) + 1)}
    if key not in places:
        raise NotFound
    legal = [dict(link) for link in present.legal]
    legal[places[key]]["labels"] = texts
    await change_brand(replace(present, legal=legal))


declare(Kind(BRAND, lazy("Headings of the portal"), words, save_words))
declare(Kind(LEGAL, lazy("Legal links"), links, save_link))
