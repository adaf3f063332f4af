"""One ticket: its page, and what is set on it from the head and the side panel. Each change is a noun of its own."""

from typing import Any, TypeVar
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, delete, get, post
from litestar.params import FromPath, FromQuery

from polydesk.desk.forms import Assignment, SpamMark, StatusChoice, Subject, TeamChoice
from polydesk.desk.ticket_page import regions, ticket_page
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import BadRequest
from polydesk.kernel.web import read_form
from polydesk.notices import muting
from polydesk.tickets import assignment, changing, following, lifecycle, spam
from polydesk.tickets.policy import ticket_for

AnyRequest = Request[Any, Any, Any]
REGIONS = "desk/ticket.swap.html"
WRITABLE = "desk/written.swap.html"
T = TypeVar("T", bound=msgspec.Struct)


class TicketPages(Controller):
    """Reading; following is reading more."""

    path = "/desk/tickets/{number:int}"

    @get()
    async def show(
        self,
        number: FromPath[int],
        write: FromQuery[str] = "",
        history: FromQuery[str] = "",
        came: FromQuery[int] = 0,
        merged: FromQuery[int] = 0,
        unmerged: FromQuery[int] = 0,
    ) -> Response[str]:
        """`came`, `merged` and `unmerged` name another ticket: why this page is shown."""
        told = {"came": came, "merged": merged, "unmerged": unmerged}
        return await ticket_page(number, side=write, history=history == "yes", told=told)

    @get("/changes")
    async def changes(self, number: FromPath[int]) -> Response[Any]:
        """What an open page asks for when it hears that something happened."""
        return await regions(REGIONS, number)

    @post("/followers", status_code=200)
    async def follow(self, number: FromPath[int]) -> Response[Any]:
        await following.follow(await ticket_for(number), _my_id())
        return await regions(REGIONS, number)

    @post("/followers/end", status_code=200)
    async def leave(self, number: FromPath[int]) -> Response[Any]:
        await following.unfollow(await ticket_for(number), _my_id())
        return await regions(REGIONS, number)

    @post("/mute", status_code=200)
    async def mute(self, number: FromPath[int]) -> Response[Any]:
        await muting.mute((await ticket_for(number)).id, _my_id())
        return await regions(REGIONS, number)

    @post("/mute/end", status_code=200)
    async def unmute(self, number: FromPath[int]) -> Response[Any]:
        await muting.unmute((await ticket_for(number)).id, _my_id())
        return await regions(REGIONS, number)

    @delete("/followers", status_code=200)
    async def unfollow(self, number: FromPath[int]) -> Response[Any]:
        await following.unfollow(await ticket_for(number), _my_id())
        return await regions(REGIONS, number)


class AssignmentPages(Controller):
    path = "/desk/tickets/{number:int}"

    @post("/assignment", status_code=200)
    async def assign(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        wanted = await _read(request, Assignment)
        await assignment.assign(await ticket_for(number), to=wanted.member, by=actor())
        return await regions(REGIONS, number)

    @delete("/assignment", status_code=200)
    async def release(self, number: FromPath[int]) -> Response[Any]:
        await assignment.assign(await ticket_for(number), to=None, by=actor())
        return await regions(REGIONS, number)

    @post("/team", status_code=200)
    async def hand_over(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        wanted = await _read(request, TeamChoice)
        await assignment.hand_to_team(await ticket_for(number), to=wanted.team, by=actor())
        return await regions(REGIONS, number)


class ChangePages(Controller):
    """Where it stands, how urgent it is, what it is called."""

    path = "/desk/tickets/{number:int}"

    @post("/resolution", status_code=200)
    async def resolve(self, number: FromPath[int]) -> Response[Any]:
        await lifecycle.resolve(await ticket_for(number), by=actor())
        return await regions(REGIONS, number)

    @post("/reopening", status_code=200)
    async def reopen(self, number: FromPath[int]) -> Response[Any]:
        await lifecycle.reopen(await ticket_for(number), by=actor())
        return await regions(REGIONS, number)

    @delete("/resolution", status_code=200)
    async def unresolve(self, number: FromPath[int]) -> Response[Any]:
        await lifecycle.reopen(await ticket_for(number), by=actor())
        return await regions(REGIONS, number)

    @post("/closure", status_code=200)
    async def close(self, number: FromPath[int]) -> Response[Any]:
        await lifecycle.close(await ticket_for(number), by=actor())
        return await regions(REGIONS, number)

    @delete("/closure", status_code=200)
    async def open_again(self, number: FromPath[int]) -> Response[Any]:
        await lifecycle.reopen(await ticket_for(number), by=actor())
        return await regions(REGIONS, number)

    @post("/status", status_code=200)
    async def set_status(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        wanted = await _read(request, StatusChoice)
        await lifecycle.set_status(await ticket_for(number), to=wanted.to, by=actor())
        return await regions(REGIONS, number)

    @post("/subject", status_code=200)
    async def rename(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        wanted = await _read(request, Subject)
        await changing.rename(await ticket_for(number), to=wanted.subject, by=actor())
        return await regions(REGIONS, number)


class SpamPages(Controller):
    path = "/desk/tickets/{number:int}"

    @post("/spam", status_code=200)
    async def mark(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        learn = (await _read(request, SpamMark)).learn
        if learn not in ("", "address", "domain"):
            raise BadRequest
        await spam.mark(await ticket_for(number), by=actor(), learn=learn or None)  # type: ignore[arg-type]
        return await regions(WRITABLE, number)

    @post("/restoration", status_code=200)
    async def restore(self, number: FromPath[int]) -> Response[Any]:
        await spam.restore(await ticket_for(number), by=actor())
        return await regions(WRITABLE, number)

    @delete("/spam", status_code=200)
    async def unmark(self, number: FromPath[int]) -> Response[Any]:
        await spam.restore(await ticket_for(number), by=actor())
        return await regions(WRITABLE, number)


async def _read(request: AnyRequest, kind: type[T]) -> T:
    """The choice that was made; these forms offer only what is good, so anything else is no form of ours."""
    form = await read_form(request, kind)
    if not form.ok:
        raise BadRequest(next(iter(form.errors.values())))
    return form.data


def _my_id() -> UUID:
    me = actor().id
    assert me is not None, "the guard lets only members in"
    return me
