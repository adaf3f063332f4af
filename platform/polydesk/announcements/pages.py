"""`/admin/announcements`: what stands on the portal, what is planned and what is over; written, looked at, ended, undone."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery
from markupsafe import Markup
from msgspec import Struct

from i18n import LazyText, lazy, speaking
from i18n.formats import zone_name
from polydesk.announcements import editing, ending, queries
from polydesk.announcements.announcement import LONGEST_BODY, Announcement
from polydesk.announcements.forms import AnnouncementForm, blank, draft_of, filled, glimpse_of
from polydesk.announcements.refusals import ChangedMeanwhile, TooManyAnnouncements
from polydesk.announcements.showing import shown
from polydesk.announcements.words import SEVERITY_HINTS, SEVERITY_NAMES, STATE_NAMES
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id, to_id
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from polydesk.kernel.web.pages import html
from polydesk.kernel.web.rendering import render
from tenants.here import site

PAGE = "/admin/announcements"
SHOWN_OVER = 50

AnyRequest = Request[Any, Any, Any]
Html = Response[Any]

# What is said after something was done, and the address that undoes it.
SAID: dict[str, tuple[LazyText, str]] = {
    "saved": (lazy("Saved."), ""),
    "ended": (lazy("It is off the portal."), "showing"),
    "shown": (lazy("It is back on the portal."), "end"),
    "resolved": (lazy("Marked as resolved. The portal says so for one more day."), "reopening"),
    "reopened": (lazy("It is not resolved any more."), ""),
    "archived": (lazy("Archived."), "restoration"),
    "restored": (lazy("Restored."), "archival"),
}


class Direction(Struct):
    direction: str = ""


class AnnouncementPages(Controller):
    path = PAGE

    @get()
    async def index(self, said: FromQuery[str] = "", about: FromQuery[str] = "") -> Html:
        at, found = now(), await queries.announcements()
        groups = {state: [one for one in found if one.state(at) == state] for state in STATE_NAMES}
        over = sorted(groups["over"], key=lambda one: one.over_at or at, reverse=True)[:SHOWN_OVER]
        sentence, undo = SAID.get(said, ("", ""))
        return Page(
            "announcements/list.html",
            groups=groups | {"over": over},
            names=STATE_NAMES,
            severities=SEVERITY_NAMES,
            gaps={one.id: [code for code in site().languages if not one.titles.get(code)] for one in found},
            said=str(sentence),
            undo=f"{PAGE}/{about}/{undo}" if undo and to_id(about) else "",
        )

    @get("/new")
    async def begin(self) -> Html:
        return await _page(blank(str(new_id())))

    @post("/new")
    async def create(self, request: AnyRequest) -> Html:
        form = await read_form(request, AnnouncementForm)
        draft = draft_of(form)
        if draft is None or form.value("do") == "preview":
            return await _page(form, status=200 if draft else 422)
        try:
            made = await editing.announce(draft, key=to_id(form.data.key) or new_id())
        except TooManyAnnouncements as refusal:
            form.fail("", refusal.message)
            return await _page(form, status=refusal.status)
        return redirect(f"{PAGE}?said=saved#a-{made}")

    @post("/preview", status_code=200)
    async def preview(self, request: AnyRequest) -> Html:
        form = await read_form(request, AnnouncementForm)
        return html(render("announcements/_preview.html", previews=await _previews(form, None)))

    @get("/{announcement_id:uuid}")
    async def show(self, announcement_id: FromPath[UUID]) -> Html:
        held = await queries.announcement(announcement_id)
        return await _page(filled(held), held)

    @post("/{announcement_id:uuid}")
    async def update(self, request: AnyRequest, announcement_id: FromPath[UUID]) -> Html:
        held = await queries.announcement(announcement_id)
        form = await read_form(request, AnnouncementForm)
        draft = draft_of(form, held)
        if draft is None or form.value("do") == "preview":
            return await _page(form, held, status=200 if draft else 422)
        try:
            await editing.change(held, draft, seen=form.data.version)
        except ChangedMeanwhile as refusal:
            form.fail("", refusal.message)
            return await _page(form, held, status=refusal.status)
        return redirect(f"{PAGE}?said=saved#a-{announcement_id}")


class EndPages(Controller):
    """What happens to one of them, and the way back."""

    path = PAGE + "/{announcement_id:uuid}"

    @post("/position")
    async def move(self, request: AnyRequest, announcement_id: FromPath[UUID]) -> Html:
        form = await read_form(request, Direction)
        await ending.move(announcement_id, up=form.value("direction") == "up")
        return redirect(f"{PAGE}#a-{announcement_id}")

    @post("/end")
    async def end(self, announcement_id: FromPath[UUID]) -> Html:
        await ending.end_now(announcement_id)
        return _done("ended", announcement_id)

    @post("/showing")
    async def show_again(self, announcement_id: FromPath[UUID]) -> Html:
        await ending.show_again(announcement_id)
        return _done("shown", announcement_id)

    @post("/resolution")
    async def resolve(self, announcement_id: FromPath[UUID]) -> Html:
        await ending.resolve(announcement_id)
        return _done("resolved", announcement_id)

    @post("/reopening")
    async def reopen(self, announcement_id: FromPath[UUID]) -> Html:
        await ending.reopen(announcement_id)
        return _done("reopened", announcement_id)

    @post("/archival")
    async def archive(self, announcement_id: FromPath[UUID]) -> Html:
        await ending.archive(announcement_id)
        return _done("archived", announcement_id)

    @post("/restoration")
    async def restore(self, announcement_id: FromPath[UUID]) -> Html:
        await ending.restore(announcement_id)
        return _done("restored", announcement_id)


def _done(said: str, announcement_id: UUID) -> Html:
    return redirect(f"{PAGE}?said={said}&about={announcement_id}")


async def _page(form: Form[AnnouncementForm], held: Announcement | None = None, status: int = 200) -> Html:
    return Page(
        "announcements/edit.html",
        status=status,
        form=form,
        held=held,
        state=str(STATE_NAMES[held.state(now())]) if held else "",
        action=f"{PAGE}/{held.id}" if held else f"{PAGE}/new",
        severities=[(key, str(SEVERITY_NAMES[key]), str(hint)) for key, hint in SEVERITY_HINTS.items()],
        wall_zone=zone_name(site().zone, now(), "long"),
        previews=await _previews(form, held),
    )


async def _previews(form: Form[Any], held: Announcement | None) -> list[tuple[str, Markup]]:
    """As its readers will see it, in each language of the portal; nothing while it has no title."""
    typed = empty(AnnouncementForm, **{name: values[-1] for name, values in form.values.items() if values})
    severity, titles, bodies = glimpse_of(typed, held)
    if not titles:
        return []
    pages = {language: await editing.page_of(body[:LONGEST_BODY]) for language, body in bodies.items()}
    at = now()
    looked_at = Announcement(
        *(held.id if held else new_id(), severity, titles, bodies, pages, held.starts_at if held else at, None),
        *(held.resolved_at if held else None, None, 1, None),
    )
    return [(language, _notice(looked_at, language)) for language in site().languages]


def _notice(one: Announcement, language: str) -> Markup:
    with speaking(language):
        return Markup(render("announcements/_notice.html", notice=shown(one)))
