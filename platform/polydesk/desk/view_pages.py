"""Saved views: made, changed and deleted by whoever owns them, shared by those who may."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, delete, get, post
from litestar.params import FromPath, FromQuery

from i18n import LazyText, _, lazy, lazy_in
from i18n.formats import language_name
from polydesk.customers.organisation_queries import open_organisations
from polydesk.desk import choices
from polydesk.desk.forms import ViewForm
from polydesk.desk.frame import counted, frame
from polydesk.desk.pulse import forget_after_commit
from polydesk.fields.catalogue import catalogue
from polydesk.fields.conditions import by_field, choices_of
from polydesk.kernel.actor import actor
from polydesk.kernel.live import tell
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Form, Page, Swap, empty, read_form, redirect
from polydesk.tickets import views
from polydesk.tickets.categories import categories
from polydesk.tickets.conditions import Conditions
from polydesk.tickets.spoken import languages_told_apart
from polydesk.tickets.tags import tags_in, tags_in_use
from polydesk.tickets.views import View
from tenants.here import site
from tenants.teams import teams

AnyRequest = Request[Any, Any, Any]

SCOPES: dict[str, tuple[LazyText, LazyText]] = {
    "private": (lazy("Only me"), lazy("Nobody else sees it.")),
    "team": (lazy("A team"), lazy("Everybody in that team sees it.")),
    "all": (lazy("Everybody"), lazy("All agents see it.")),
}
COLUMN_NAMES: dict[str, LazyText] = {
    "priority": lazy("Priority"),
    "assignee": lazy("Assignee"),
    "category": lazy("Category"),
    "tags": lazy("Tags"),
    "channel": lazy("Channel"),
    "created": lazy("Created"),
    "updated": lazy("Changed"),
}
SORT_NAMES: dict[str, LazyText] = {
    "due": lazy("Due next first"),
    "waiting": lazy("Longest waiting first"),
    "newest": lazy_in("order", "Newest first"),
    "oldest": lazy_in("order", "Oldest first"),
}
DUE_NAMES: dict[str, LazyText] = {"overdue": lazy("Overdue"), "today": lazy("Due today")}
LISTS = ("statuses", "priorities", "channels", "categories", "message_languages", "request_types")
MARK_NAMES: dict[str, LazyText] = {
    "followed": lazy("Followed"),
    "follow_up": lazy("Open follow-ups"),
    "spam": lazy("Spam"),
}
ALWAYS = ("number", "subject", "person", "status", "due", "waiting")


class ViewPages(Controller):
    path = "/desk/views"

    @get()
    async def index(self) -> Response[str]:
        around = await frame()
        saved = [
            (one.key, one.name, str(SCOPES[one.scope][0]), one.owner_id == actor().id or actor().may("settings.manage"))
            for one in around.pulse.views
        ]
        return Page("desk/views.html", desk=around, saved=saved)

    @get("/counts")
    async def counts(self, at: FromQuery[str] = "") -> Response[Any]:
        """The side bar with all counts: asked for when a page has come, and when something changed."""
        return Swap("desk/counts.swap.html", then="/desk/tickets", desk=await counted(at))

    @get("/new")
    async def form(self, like: FromQuery[str] = "") -> Response[str]:
        start = next((one for one in views.BUILT_IN if one.key == like), views.BUILT_IN[2])
        return await _page(_filled(start, name=""))

    @post(status_code=200)
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, ViewForm)
        if not (wanted := await _wanted(form)):
            return await _page(form, status=422)
        made = await views.save(
            form.data.name,
            wanted,
            by=actor(),
            sort=form.data.sort,  # type: ignore[arg-type]
            scope=form.data.scope,  # type: ignore[arg-type]
            team_id=form.data.team_id,
            columns=(*ALWAYS, *form.data.columns),
        )
        return await _done(f"/desk/tickets?view={made.key}")

    @get("/{key:uuid}")
    async def show(self, key: FromPath[UUID]) -> Response[str]:
        return await _page(_filled(await _mine(str(key))), key=str(key))

    @post("/{key:uuid}", status_code=200)
    async def change(self, request: AnyRequest, key: FromPath[UUID]) -> Response[Any]:
        await _mine(str(key))
        form = await read_form(request, ViewForm)
        if not (wanted := await _wanted(form)):
            return await _page(form, key=str(key), status=422)
        await views.change(
            str(key),
            by=actor(),
            name=form.data.name,
            conditions=wanted,
            sort=form.data.sort,  # type: ignore[arg-type]
            scope=form.data.scope,  # type: ignore[arg-type]
            team_id=form.data.team_id,
            columns=(*ALWAYS, *form.data.columns),
        )
        return await _done(f"/desk/tickets?view={key}")

    @post("/{key:uuid}/end", status_code=200)
    async def end(self, key: FromPath[UUID]) -> Response[Any]:
        await views.remove(str(key), by=actor())
        return await _done("/desk/views")

    @delete("/{key:uuid}", status_code=200)
    async def destroy(self, key: FromPath[UUID]) -> Response[Any]:
        await views.remove(str(key), by=actor())
        return await _done("/desk/views")


async def _done(then: str) -> Response[Any]:
    forget_after_commit()
    await tell("view")
    return redirect(then)


async def _mine(key: str) -> View:
    """A view that this member may change; to others there is nothing to edit."""
    found = await views.view(key, by=actor())
    if found.owner_id != actor().id and not actor().may("settings.manage"):
        raise NotFound
    return found


async def _wanted(form: Form[ViewForm]) -> Conditions | None:
    """The conditions that the form asks for, or None with a sentence beside what is wrong."""
    if not form.ok:
        return None
    data = form.data
    if data.scope not in SCOPES or (data.scope != "private" and not actor().may("views.share")):
        form.fail("scope", _("Please choose one of the options."))
    if data.scope == "team" and data.team_id is None:
        form.fail("team_id", _("Please choose a team."))
    if data.sort not in SORT_NAMES:
        form.fail("sort", _("Please choose one of the options."))
    raw = {
        **{name: getattr(data, name) for name in (*LISTS, "assignee")},
        "languages": [data.language] if data.language else [],
        "tags": tags_in(data.tags),
        "answers": by_field(await catalogue(), data.answers),
        "organisation": data.organisation,
        "due": data.due,
        **{name: name in data.marks for name in MARK_NAMES},
    }
    try:
        wanted = msgspec.convert(raw, Conditions)
    except msgspec.ValidationError:
        form.fail("", _("One of these conditions does not exist any more. Please choose again."))
        return None
    return wanted if form.ok else None


def _filled(view: View, **more: str) -> Form[ViewForm]:
    """The form as it stands for this view."""
    wanted = view.conditions
    one = {
        "name": str(view.name),
        "scope": view.scope if view.owner_id else "private",
        "team_id": str(view.team_id or ""),
        "assignee": wanted.assignee,
        "language": wanted.languages[0] if wanted.languages else "",
        "tags": ", ".join(wanted.tags),  # notext
        "organisation": str(wanted.organisation or ""),
        "due": wanted.due,
        "sort": view.sort,
    }
    form = empty(ViewForm, **{**one, **more})
    form.values.update({name: [str(value) for value in getattr(wanted, name)] for name in LISTS})
    form.values["answers"] = [str(option) for options in wanted.answers.values() for option in options]
    form.values["marks"] = [name for name in MARK_NAMES if getattr(wanted, name)]
    form.values["columns"] = [*view.columns, *(["updated"] if view.is_built_in else [])]
    return form


async def _page(form: Form[ViewForm], *, key: str = "", status: int = 200) -> Response[str]:
    around, known = await frame(), await catalogue()
    scopes = [(name, str(label), str(hint)) for name, (label, hint) in SCOPES.items()]
    shareable = actor().may("views.share")
    groups = [(str(one.id), one.name) for one in await teams()] if shareable else []
    return Page(
        "desk/view_form.html",
        status=status,
        desk=around,
        form=form,
        id=key,
        scopes=[one for one in scopes if one[0] == "private" or (shareable and (groups or one[0] == "all"))],
        teams=groups,
        statuses=choices.named(choices.STATUS_NAMES),
        priorities=choices.named(choices.PRIORITY_NAMES),
        channels=choices.named(choices.CHANNEL_NAMES),
        assignees=[("me", _("Whoever looks at it")), ("nobody", _("Nobody")), *around.pulse.assignees],
        languages_known=[(tag, language_name(tag)) for tag in site().languages],
        categories_known=choices.wanted_categories(await categories(archived_too=True)),
        request_types=[(str(one.id), one.name.text) for one in known.types],
        choices_known=choices_of(known),
        spoken=[(tag, language_name(tag)) for tag in languages_told_apart(site().languages)],
        marks=choices.named(MARK_NAMES),
        columns_known=choices.named(COLUMN_NAMES),
        sorts=choices.named(SORT_NAMES),
        dues=choices.named(DUE_NAMES),
        organisations=[(str(key), name) for key, name in await open_organisations()],
        tags_known=await tags_in_use(),
    )
