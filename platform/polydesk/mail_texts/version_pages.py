"""`/admin/mails/<mail>/<language>/versions`: what a mail said before, who changed it, what differs, and back to it."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from polydesk.kernel.comparing import difference
from polydesk.kernel.web import Page, redirect
from polydesk.mail_texts import versions
from polydesk.mail_texts.occasions import our_words
from polydesk.mail_texts.pages import address, opened
from polydesk.mail_texts.versions import Version, newest, versions_of
from polydesk.mail_texts.words import Words


class VersionPages(Controller):
    path = "/admin/mails/{mail:str}/{tongue:str}/versions"

    @get()
    async def index(self, mail: FromPath[str], tongue: FromPath[str]) -> Response[Any]:
        return await _page(mail, tongue, None)

    @get("/{no:int}")
    async def show(self, mail: FromPath[str], tongue: FromPath[str], no: FromPath[int]) -> Response[Any]:
        """What this version changed, against the one before it, or ours before the first."""
        one, language = opened(mail, tongue)
        return await _page(mail, tongue, await versions.version(one.name, language, no))

    @post("/{no:int}/restoration", status_code=200)
    async def restore(self, mail: FromPath[str], tongue: FromPath[str], no: FromPath[int]) -> Response[Any]:
        one, language = opened(mail, tongue)
        chosen = await versions.version(one.name, language, no)
        await versions.write(one, language, chosen.words, seen=(await newest(one.name, language)).no)
        return redirect(f"{address(one, language)}?said=restored")


async def _page(mail: str, tongue: str, chosen: Version | None) -> Response[Any]:
    one, language = opened(mail, tongue)
    kept, ours = await versions_of(one.name, language), our_words(one, language)
    before = next((other.words for other in kept if chosen and other.no < chosen.no), Words())
    return Page(
        "mail_texts/versions.html",
        occasion=one,
        language=language,
        base=address(one, language),
        versions=kept,
        chosen=chosen,
        pieces=difference(before.over(ours).whole, chosen.words.over(ours).whole) if chosen else [],
    )
