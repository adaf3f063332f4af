"""`/api/surveys/invitations`: a program wants the customer of a resolved ticket asked how it went."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, post
from msgspec import Meta

from i18n import _
from polydesk.api.repeating import Told, once
from polydesk.kernel.refusals import BadRequest
from polydesk.tickets.queries import by_number
from surveys import asking


class Wanted(msgspec.Struct, forbid_unknown_fields=True):
    """`ticket` is its number."""

    ticket: Annotated[int, Meta(ge=1, le=2**53)]


class AskingApi(Controller):
    path = "/api/surveys/invitations"

    @post(status_code=202)
    async def create(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """202: it is sent now, or at `due`, when the customer's day begins. Refused with the reason why not to ask."""
        wanted = await _read(request)

        async def ask() -> Told:
            ticket = await by_number(wanted.ticket)
            due = await asking.ask_by_hand(ticket.id, by_program=True)
            return {"ticket": ticket.number, "due": due.isoformat()}

        return Response(await once(wanted, ask), status_code=202, media_type="application/json")


async def _read(request: Request[Any, Any, Any]) -> Wanted:
    try:
        return msgspec.json.decode(await request.body(), type=Wanted)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise BadRequest(
            _("Send JSON with the number of the ticket: %(example)s") % {"example": '{"ticket": 1}'}
        ) from None
