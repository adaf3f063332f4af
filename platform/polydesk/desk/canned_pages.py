"""`/desk/replies`: the canned replies a member finds, by folder; written, changed, archived and brought back here."""

from itertools import groupby
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from i18n import LazyText, _, lazy
from polydesk.desk.frame import frame
from polydesk.kernel.actor import actor
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.kernel.wording import braced, read_texts, texts_as_fields
from polydesk.replies import canned, queries
from polydesk.replies.canned import LONGEST_NAME, LONGEST_TEXT, CannedReply, Draft
from polydesk.replies.checking import fault_of
from polydesk.replies.refusals import ChangedMeanwhile, TooMany
from polydesk.replies.variables import VARIABLES
from tenants.here import site
from tenants.teams import teams

PAGE = "/desk/replies"

AnyRequest = Request[Any, Any, Any]
Line = Annotated[str, Meta(max_length=LONGEST_NAME)]
Groups = list[tuple[str, str]]

SCOPES: dict[str, tuple[LazyText, LazyText]] = {
    "private": (lazy("Only me"), lazy("Nobody else finds it.")),
    "team": (lazy("A team"), lazy("Everybody in that team finds it.")),
    "all": (lazy("Everybody"), lazy("All agents find it.")),
}


class CannedForm(Struct):
    """The texts come beside it, one for each language: `text_en`, `text_it`."""

    name: Line
    folder: Line = ""
    scope: Annotated[str, Meta(max_length=10)] = "private"
    team_id: UUID | None = None
    version: int = 1


class CannedPages(Controller):
    path = PAGE

    @get()
    async def index(self, q: FromQuery[str] = "", archived: FromQuery[str] = "") -> Response[str]:
        found = await queries.in_order(by=actor(), words=q, archived=bool(archived))
        return Page(
            "desk/canned.html",
            desk=await frame(""),
            replies=found,
            by_folder=[(folder, list(inside)) for folder, inside in groupby(found, key=lambda one: one.folder)],
            teams={one.id: one.name for one in await teams()},
            scopes={name: label for name, (label, _hint) in SCOPES.items()},
            languages=site().languages,
            q=q,
            archived=bool(archived),
            is_cut=len(found) == queries.MOST_SHOWN,
            may_reply=actor().may("tickets.reply"),
            done=moment().query.partition("done=")[2],
        )

    @get("/new")
    async def form(self) -> Response[str]:
        return await _page(empty(CannedForm, scope="private"), await _groups())

    @post(status_code=200)
    async def create(self, request: AnyRequest) -> Response[Any]:
        form, groups = await read_form(request, CannedForm), await _groups()
        if not (draft := _draft(form, groups)):
            return await _page(form, groups, status=422)
        if not await _is_there(draft):
            try:
                await canned.write(draft, by=actor())
            except TooMany as problem:
                form.fail("", problem.message)
                return await _page(form, groups, status=422)
        return redirect(f"{PAGE}?done=saved")

    @get("/{reply_id:uuid}")
    async def show(self, reply_id: FromPath[UUID]) -> Response[str]:
        found = await _changeable(reply_id)
        return await _page(_filled(found), await _groups(), found)

    @post("/{reply_id:uuid}", status_code=200)
    async def change(self, request: AnyRequest, reply_id: FromPath[UUID]) -> Response[Any]:
        found = await _changeable(reply_id)
        form, groups = await read_form(request, CannedForm), await _groups()
        if not (draft := _draft(form, groups, found)):
            return await _page(form, groups, found, status=422)
        try:
            await canned.change(found, draft, by=actor(), seen=form.data.version)
        except ChangedMeanwhile as problem:
            form.fail("", problem.message)
            return await _page(form, groups, found, status=409)
        return redirect(f"{PAGE}?done=saved")

    @post("/{reply_id:uuid}/archival", status_code=200)
    async def archive(self, reply_id: FromPath[UUID]) -> Response[Any]:
        await canned.archive(await _changeable(reply_id), by=actor())
        return redirect(f"{PAGE}?done=archived")

    @post("/{reply_id:uuid}/restoration", status_code=200)
    async def restore(self, reply_id: FromPath[UUID]) -> Response[Any]:
        await canned.restore(await _changeable(reply_id), by=actor())
        return redirect(f"{PAGE}?done=restored")


async def _changeable(reply_id: UUID) -> CannedReply:
    """One that this member may change; to others there is nothing to edit."""
    found = await queries.canned_reply(reply_id, by=actor())
    if not found.is_changed_by(actor()):
        raise NotFound
    return found


def _draft(form: Form[CannedForm], groups: Groups, before: CannedReply | None = None) -> Draft | None:
    """What the form asks for, or None with a sentence beside what is wrong."""
    texts = read_texts(
        *(form, "text", site().languages), limit=LONGEST_TEXT, before=before.texts if before else None, one_line=False
    )
    if not texts:
        form.fail(f"text_{site().default_language}", _("Please fill this in."))
    for language, text in texts.items():
        if not form.error(f"text_{language}") and (fault := fault_of(text)):
            form.fail(f"text_{language}", fault)
    _check_scope(form, groups, before)
    name = one_line(form.value("name"))
    if not name and not form.error("name"):
        form.fail("name", _("Please fill this in."))
    if not form.ok:
        return None
    data = form.data
    return Draft(name, texts, one_line(data.folder), data.scope, data.team_id)  # type: ignore[arg-type]


def _check_scope(form: Form[CannedForm], groups: Groups, before: CannedReply | None) -> None:
    scope, shares = form.value("scope", "private"), actor().may("replies.share")
    if scope not in SCOPES or (scope != "private" and not shares and not (before and before.scope == scope)):
        form.fail("scope", _("Please choose one of the options."))
    elif scope == "team" and form.value("team_id") not in dict(groups):
        form.fail("team_id", _("Please choose a team."))


async def _is_there(draft: Draft) -> bool:
    """A form that was sent twice makes one canned reply."""
    mine = await queries.in_order(by=actor(), words=draft.name)
    return any(
        (one.name, one.folder, one.texts, one.scope) == (draft.name, draft.folder, draft.texts, draft.scope)
        for one in mine
    )


def _filled(found: CannedReply) -> Form[CannedForm]:
    fields = texts_as_fields("text", found.texts)
    team = str(found.team_id or "")
    version = str(found.version)
    return empty(
        CannedForm, name=found.name, folder=found.folder, scope=found.scope, team_id=team, version=version, **fields
    )


async def _groups() -> Groups:
    return [(str(one.id), one.name) for one in await teams()]


async def _page(
    form: Form[CannedForm], groups: Groups, found: CannedReply | None = None, status: int = 200
) -> Response[str]:
    shares = actor().may("replies.share")
    return Page(
        "desk/canned_form.html",
        status=status,
        desk=await frame(""),
        form=form,
        reply=found,
        scopes=[
            (name, str(label), str(hint))
            for name, (label, hint) in SCOPES.items()
            if name == "private" or (shares and (groups or name != "team"))
        ],
        teams=groups,
        folders=await queries.folders(by=actor()),
        variables=[(braced(name), str(meaning)) for name, meaning in VARIABLES.items()],
        longest=LONGEST_TEXT,
    )
