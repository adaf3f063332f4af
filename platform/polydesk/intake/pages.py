"""`/admin/mail-in`: where mail comes in, what became of it, and what waits for somebody to decide."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from i18n import LazyText, lazy
from i18n.formats import language_name
from polydesk.intake import accounts, inboxes, quarantine, rows, words
from polydesk.intake.inboxes import Inbox
from polydesk.intake.rows import MailIn
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.storage.filenames import disposition
from polydesk.kernel.web import Page, moment, redirect
from polydesk.tickets import categories
from tenants import brands, teams

PAGE = "/admin/mail-in"
SHOWN = {"": ["quarantined"], "all": ["waiting", "done", "quarantined", "discarded"]}
NOTHING_RUNS = "default-src 'none'; sandbox"

SAID: dict[str, LazyText] = {
    "said=saved": lazy("Saved."),
    "said=removed": lazy("Removed."),
    "said=again": lazy("It is read again. What became of it is listed in a moment."),
    "said=discarded": lazy("Discarded. It is kept for a month, under “All”."),
}


class MailInPages(Controller):
    path = PAGE

    @get()
    async def index(self, show: FromQuery[str] = "", before: FromQuery[str] = "") -> Response[Any]:
        found = await rows.mails_in(states=SHOWN.get(show, SHOWN[""]), before=to_id(before))
        shown = found[: rows.PAGE]
        return Page(
            "intake/mail_in.html",
            inboxes=await _told(await inboxes.inboxes()),
            domain=await inboxes.domain(),
            accounts=[(one, words.problem_said(one.problem)) for one in await accounts.accounts()],
            mails=[(one, words.reason_said(one), words.outcome_said(one)) for one in shown],
            show=show if show in SHOWN else "",
            waiting=await rows.in_quarantine(),
            older=f"{PAGE}?show={show}&before={shown[-1].id}" if len(found) > rows.PAGE else None,
            newest=f"{PAGE}?show={show}" if before else None,
            said=str(SAID.get(moment().query, "")),
        )

    @get("/{mail_id:uuid}/raw")
    async def raw(self, mail_id: FromPath[UUID]) -> Response[bytes]:
        """As it came: to be looked at with another programme, never shown here."""
        held = await rows.mail_in(mail_id)
        content = await rows.raw_of(held)
        if not content:
            raise NotFound
        return Response(
            content,
            media_type="application/octet-stream",
            headers={
                "Content-Disposition": disposition(_file_name(held), inline=False),
                "Content-Security-Policy": NOTHING_RUNS,
                "Cache-Control": "private, no-store",
            },
        )

    @post("/{mail_id:uuid}/retry")
    async def retry(self, mail_id: FromPath[UUID]) -> Response[Any]:
        await quarantine.retry(mail_id)
        return redirect(f"{PAGE}?said=again")

    @post("/{mail_id:uuid}/discard")
    async def discard(self, mail_id: FromPath[UUID]) -> Response[Any]:
        await quarantine.discard(mail_id)
        return redirect(f"{PAGE}?said=discarded")


async def _told(known: list[Inbox]) -> list[tuple[Inbox, list[str]]]:
    """Each address with what its tickets begin with, by name."""
    names: dict[UUID | None, str] = {one.id: one.name for one in await brands.brands()}
    names |= {one.id: one.name for one in await teams.teams()}
    names |= {one.id: one.name for one in await categories.categories()}
    told = []
    for one in known:
        found = [names[key] for key in (one.brand_id, one.team_id, one.category_id) if key in names]
        told.append((one, [*found, language_name(one.language)] if one.language else found))
    return told


def _file_name(held: MailIn) -> str:
    return f"mail-{held.received_at:%Y-%m-%d}-{held.id.hex[-6:]}.eml"
