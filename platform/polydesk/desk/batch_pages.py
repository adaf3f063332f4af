"""Several tickets at once: chosen in a list, looked at before anything changes, carried out once, taken back by one press."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from polydesk.desk import batch_words
from polydesk.desk.forms import BatchForm
from polydesk.desk.frame import frame
from polydesk.desk.views_at_hand import address_of, find_view
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import BadRequest
from polydesk.kernel.web import Page, read_form, redirect
from polydesk.tickets import batches
from polydesk.tickets.batch_plans import Wanted
from polydesk.tickets.batches import MOST, Batch
from polydesk.tickets.listing import queue
from polydesk.tickets.tags import tags_in

AnyRequest = Request[Any, Any, Any]


class BatchPages(Controller):
    path = "/desk/tickets/changes"

    @post(status_code=200)
    async def create(self, request: AnyRequest) -> Response[Any]:
        """What was ticked, or all that the view shows, becomes a proposal."""
        form = await read_form(request, BatchForm)
        if not form.ok:
            raise BadRequest
        asked = form.data
        wanted = Wanted(
            assignee=asked.assignee,
            team=asked.team,
            status=asked.status,
            priority=asked.priority,
            add_tags=tags_in(asked.add_tags),
            remove_tags=tags_in(asked.remove_tags),
            spam=asked.spam == "yes",
        )
        numbers, is_cut = await _all_of(asked.view) if asked.all == "yes" else (asked.number, False)
        if wanted.is_empty or not numbers:
            return redirect(address_of(asked.view) + "&changed=none")
        made = await batches.propose(numbers, wanted, view=asked.view, is_cut=is_cut, by=actor())
        return redirect(f"/desk/tickets/changes/{made}")

    @get("/{batch_id:uuid}")
    async def show(self, batch_id: FromPath[UUID]) -> Response[Any]:
        """What it would do; then how far it is; then what it came to."""
        found = await batches.batch(batch_id, by=actor())
        around = await frame(found.view)
        seen = await batch_words.preview(await batches.plans(found, by=actor())) if found.state == "proposed" else None
        return Page(
            "desk/batch.html",
            partial="desk/_batch.html",
            desk=around,
            batch=found,
            back=address_of(found.view),
            seen=seen,
            cut=batch_words.cut() if found.is_cut else "",
            told=None if seen or found.is_at_work else await batch_words.told(found),
        )

    @post("/{batch_id:uuid}/start", status_code=200)
    async def start(self, batch_id: FromPath[UUID]) -> Response[Any]:
        await batches.start(await batches.batch(batch_id, by=actor()), by=actor())
        return await _whither(batch_id)

    @post("/{batch_id:uuid}/undoing", status_code=200)
    async def undo(self, batch_id: FromPath[UUID]) -> Response[Any]:
        await batches.undo(await batches.batch(batch_id, by=actor()), by=actor())
        return await _whither(batch_id)


async def _whither(batch_id: UUID) -> Response[Any]:
    """Back to the list with what it came to, or to where one sees how far it is."""
    found = await batches.batch(batch_id, by=actor())
    return redirect(_after(found))


def _after(found: Batch) -> str:
    if found.is_at_work:
        return f"/desk/tickets/changes/{found.id}"
    return f"{address_of(found.view)}&changed={found.id}"


async def _all_of(view: str) -> tuple[list[int], bool]:
    wanted = find_view(view, await frame(view))
    page = await queue(wanted.conditions, by=actor(), sort=wanted.sort, most=MOST)
    return [row.number for row in page.rows], bool(page.older)
