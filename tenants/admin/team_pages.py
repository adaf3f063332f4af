"""`/admin/teams`: teams, their names and who is in them."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from polydesk.kernel.ids import to_id
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from tenants import members, teams
from tenants.admin.forms import TeamForm
from tenants.teams import NameTaken, Team

LIST = "/admin/teams"

AnyRequest = Request[Any, Any, Any]


class TeamPages(Controller):
    path = LIST

    @get()
    async def index(self) -> Response[Any]:
        return await _list(empty(TeamForm))

    @post()
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, TeamForm)
        if form.ok:
            try:
                return redirect(f"{LIST}/{await teams.found_team(form.data.name)}")
            except NameTaken as refusal:
                form.fail("name", refusal.message)
        return await _list(form, status=422)

    @get("/{team_id:uuid}")
    async def show(self, team_id: FromPath[UUID]) -> Response[Any]:
        found = await teams.team(team_id)
        form = empty(TeamForm, name=found.name)
        form.values["members"] = [str(member_id) for member_id in found.member_ids]
        return await _team(found, form)

    @post("/{team_id:uuid}")
    async def update(self, request: AnyRequest, team_id: FromPath[UUID]) -> Response[Any]:
        found = await teams.team(team_id)
        form = await read_form(request, TeamForm)
        if form.ok:
            chosen = [member_id for member_id in map(to_id, form.data.members) if member_id is not None]
            try:
                await teams.change_team(found, name=form.data.name, members=chosen)
                return redirect(f"{LIST}/{team_id}?saved=1")
            except NameTaken as refusal:
                form.fail("name", refusal.message)
        return await _team(found, form, status=422)

    @post("/{team_id:uuid}/archival")
    async def archive(self, team_id: FromPath[UUID]) -> Response[Any]:
        await teams.archive(await teams.team(team_id))
        return redirect(LIST)


async def _list(form: Form[TeamForm], status: int = 200) -> Response[Any]:
    return Page("tenants/admin/teams.html", status=status, form=form, teams=await teams.teams())


async def _team(found: Team, form: Form[TeamForm], status: int = 200) -> Response[Any]:
    return Page(
        "tenants/admin/team.html",
        status=status,
        team=found,
        form=form,
        chosen=set(form.all_values("members")),
        members=await members.members(),
        saved=moment().query == "saved=1",
    )
