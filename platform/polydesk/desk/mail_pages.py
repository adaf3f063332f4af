"""What an agent does about mails that did not arrive: one is sent again, an address is written to again."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from polydesk.desk import people
from polydesk.desk.ticket_page import regions
from polydesk.kernel import mail
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import read_form, redirect
from polydesk.tickets.mails import is_about
from polydesk.tickets.policy import ticket_for

AnyRequest = Request[Any, Any, Any]


class WrittenAgain(Struct):
    address: Annotated[str, Meta(min_length=3, max_length=320)]


class MailPages(Controller):
    path = "/desk"

    @post("/tickets/{number:int}/mails/{mail_id:uuid}", status_code=200)
    async def send_again(self, number: FromPath[int], mail_id: FromPath[UUID]) -> Response[Any]:
        """A second press on the same button finds it on its way, and changes nothing."""
        ticket = await ticket_for(number)
        if not await is_about(mail_id, ticket):
            raise NotFound
        await mail.send_again(mail_id)
        return await regions("desk/ticket.swap.html", number)

    @post("/people/{person_id:uuid}/addresses", status_code=200)
    async def write_again(self, request: AnyRequest, person_id: FromPath[UUID]) -> Response[Any]:
        """Nothing is sent by this: the next mail leaves again."""
        form, found = await read_form(request, WrittenAgain), await people.card(person_id)
        if not form.ok or form.data.address not in found.addresses:
            raise NotFound
        await mail.suppressions.lift(form.data.address)
        return redirect(f"/desk/people/{person_id}")
