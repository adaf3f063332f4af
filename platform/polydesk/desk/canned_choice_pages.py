"""`/desk/tickets/7/canned`: choosing a canned reply while writing to the customer, in the customer's language.

What is written so far travels as the draft, so that the same works without JavaScript: a page of its own with buttons.
"""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from polydesk.desk.forms import Text
from polydesk.desk.frame import frame
from polydesk.desk.sharing_pages import typed_or_kept
from polydesk.desk.ticket_page import Writing, regions
from polydesk.kernel import storage
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import BadRequest
from polydesk.kernel.web import Form, Page, moment, read_form, redirect
from polydesk.replies import queries, using
from polydesk.replies.canned import CannedReply
from polydesk.replies.using import Chosen
from polydesk.tickets import drafts
from polydesk.tickets.policy import ticket_for
from polydesk.tickets.ticket import Ticket
from tenants.here import site

AnyRequest = Request[Any, Any, Any]
Tag = Annotated[str, Meta(max_length=35)]


class Typed(Struct):
    body: Text = ""


class Choice(Struct):
    """`language` is another than the customer's; `instead` the variant that stands in the text, `out` one to take out."""

    body: Text = ""
    caret: int | None = None
    language: Tag = ""
    instead: Tag = ""
    out: Tag = ""


class CannedChoicePages(Controller):
    path = "/desk/tickets/{number:int}/canned"

    @post(status_code=200)
    async def open(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        """The button beside the text: what is typed is kept, then there is something to choose from."""
        ticket = await ticket_for(number)
        form = _demanded(await read_form(request, Typed))
        await drafts.keep(ticket.id, kind="reply", body=form.data.body, by=actor())
        if not moment().is_htmx:
            return redirect(f"/desk/tickets/{number}/canned")
        return await _choices(ticket, "", partial="desk/_canned_panel.html")

    @get()
    async def index(self, number: FromPath[int], q: FromQuery[str] = "") -> Response[Any]:
        return await _choices(await ticket_for(number), q, partial="desk/_canned_choices.html")

    @post("/{reply_id:uuid}", status_code=200)
    async def use(self, request: AnyRequest, number: FromPath[int], reply_id: FromPath[UUID]) -> Response[Any]:
        ticket = await ticket_for(number)
        reply = await queries.canned_reply(reply_id, by=actor())
        form = _demanded(await read_form(request, Choice))
        text, chosen = await _with_choice(ticket, reply, form.data, await typed_or_kept(form, ticket, "reply"))
        await drafts.keep(ticket.id, kind="reply", body=text, by=actor())
        if not moment().is_htmx:
            return redirect(f"/desk/tickets/{number}?write=reply#composer")
        files = await storage.claimed(form.all_values("file_ids"))
        return await regions(
            "desk/canned.swap.html", number, writing=Writing("reply", text, chosen=chosen, files=files)
        )


def _demanded(form: Form[Any]) -> Form[Any]:
    if not form.ok:
        raise BadRequest(next(iter(form.errors.values())))
    return form


async def _with_choice(ticket: Ticket, reply: CannedReply, choice: Choice, body: str) -> tuple[str, Chosen | None]:
    place = await using.place_of(ticket)
    if choice.out:
        return using.bring_out(reply, place, body, old=choice.out), None
    if choice.instead:
        return using.exchange_variant(reply, place, body, old=choice.instead, new=choice.language or place.language)
    return await using.bring_in(reply, place, body, wanted=choice.language, at=choice.caret)


async def _choices(ticket: Ticket, q: str, *, partial: str) -> Response[str]:
    wanted, default = await using.customers_language(ticket), site().default_language
    found = [
        (reply, reply.texts, using.variant_of(reply, wanted, default))
        for reply in await queries.choices(by=actor(), words=q)
    ]
    return Page(
        "desk/canned_choices.html",
        partial=partial,
        desk=await frame("") if not moment().is_htmx else None,
        ticket=ticket,
        found=found,
        wanted=wanted,
        languages=site().languages,
        q=q,
    )
