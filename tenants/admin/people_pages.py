"""`/admin/members`: who belongs here, which role each has, and how somebody leaves."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from polydesk.kernel.actor import actor
from polydesk.kernel.mail import suppressions
from polydesk.kernel.refusals import Refusal
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from tenants import members
from tenants.admin import choices
from tenants.admin.forms import RoleForm
from tenants.doors.answers import go
from tenants.members import Member
from tenants.roles import EXPLANATIONS, NAMES
from tenants.sessions import gone

LIST = "/admin/members"

AnyRequest = Request[Any, Any, Any]


class MemberListPages(Controller):
    """For everybody who may see colleagues."""

    path = LIST

    @get()
    async def index(self) -> Response[Any]:
        found = await members.members()
        return Page("tenants/admin/members.html", members=found, names=NAMES, gone=moment().query == "gone=1")


class MemberPages(Controller):
    path = LIST + "/{member_id:uuid}"

    @get()
    async def show(self, member_id: FromPath[UUID]) -> Response[Any]:
        found = await members.member(member_id)
        return await _page(found, empty(RoleForm, role=found.role))

    # Only towards a role that needs no seat: see `members.change_role`.
    @post("/role", stays_open="giving back a seat")
    async def change_role(self, request: AnyRequest, member_id: FromPath[UUID]) -> Response[Any]:
        found = await members.member(member_id)
        form = await read_form(request, RoleForm)
        if form.ok:
            try:
                await members.change_role(found, to=form.data.role, by=actor())
            except Refusal as refusal:
                form.fail("role", refusal.message)
                return await _page(found, form, status=refusal.status, refusal=refusal)
        if not form.ok:
            return await _page(found, form, status=422)
        return redirect(f"{LIST}/{member_id}?saved=1")

    @post("/address")
    async def write_again(self, member_id: FromPath[UUID]) -> Response[Any]:
        """Nothing is sent by this: the next mail leaves again."""
        await suppressions.lift((await members.member(member_id)).email)
        return redirect(f"{LIST}/{member_id}")

    @post("/removal", stays_open="people can leave, which gives back a seat")
    async def remove(self, member_id: FromPath[UUID]) -> Response[Any]:
        found = await members.member(member_id)
        try:
            await members.remove(found, by=actor())
        except Refusal as refusal:
            form = empty(RoleForm, role=found.role)
            form.fail("", refusal.message)
            return await _page(found, form, status=refusal.status)
        if found.id == actor().id:
            return go("/signin", gone("member"))
        return redirect(f"{LIST}?gone=1")


async def _page(
    found: Member, form: Form[RoleForm], status: int = 200, *, refusal: Refusal | None = None
) -> Response[Any]:
    me = actor()
    given = members.roles_to_give(me)
    return Page(
        "tenants/admin/member.html",
        status=status,
        member=found,
        bounced=await suppressions.suppression_of(found.email),
        form=form,
        is_me=found.id == me.id,
        may_change=members.may_change(found, me),
        may_remove=found.role != "owner" or me.may("owners.manage"),
        roles=[(role, name, str(EXPLANATIONS[role])) for role, name in choices.roles(given)],
        names=NAMES,
        saved=moment().query == "saved=1",
        refusal=refusal,
    )
