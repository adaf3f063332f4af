"""Changing answers: an agent corrects what a ticket was asked as and what was answered, and the timeline tells it.

What the form does not show, since it is archived, a file, or asked by another request type, stays as it was.
"""

from collections.abc import Collection
from hashlib import blake2b
from uuid import UUID

import msgspec

from polydesk.fields import keeping
from polydesk.fields.catalogue import Catalogue
from polydesk.fields.keeping import Held
from polydesk.fields.model import Answers, Field, RequestType
from polydesk.fields.refusals import AnswersChanged
from polydesk.fields.showing import as_data
from polydesk.kernel.actor import Actor
from polydesk.kernel.events import announce
from polydesk.tickets.events import TicketChanged
from polydesk.tickets.indexing import reindex
from polydesk.tickets.policy import demand
from polydesk.tickets.ticket import Ticket, lock
from polydesk.tickets.timeline_events import tell_readers, write_event
from polydesk.tickets.writing import write


def mark(held: Held) -> str:
    """A short name for these answers, by which a form says what it was opened with."""
    told = [str(held.type_id), sorted((str(one), msgspec.to_builtins(answer)) for one, answer in held.answers.items())]
    return blake2b(msgspec.json.encode(told), digest_size=8).hexdigest()


async def change_answers(
    ticket: Ticket, known: Catalogue, *, kind: RequestType | None, answers: Answers, by: Actor, seen: str
) -> None:
    """`answers` are all that `kind` asks and was answered. Raises AnswersChanged, NotYours, MergedAway."""
    demand(ticket, "tickets.change", by=by)
    row = await lock(ticket)
    held = await keeping.held_by(row.id)
    if mark(held) != seen:
        raise AnswersChanged
    fields = [one for one in known.asked_by(kind) if one.kind != "file"]
    changed = [one for one in fields if held.answers.get(one.id) != answers.get(one.id)]
    type_id = kind.id if kind else None
    if not changed and type_id == held.type_id:
        return
    await keeping.replace(row.id, type_id, [one.id for one in changed], _only(answers, {one.id for one in changed}))
    await write(row)
    await reindex(row.id, row.language)
    await _tell(row, known, held, Held(type_id, answers), changed, by)


async def _tell(row: Ticket, known: Catalogue, held: Held, new: Held, changed: list[Field], by: Actor) -> None:
    if held.type_id != new.type_id:
        before, after = known.of_ticket(held.type_id), known.of_ticket(new.type_id)
        names = {"old_name": before and before.names, "new_name": after and after.names}
        await write_event(row.id, "changed", by=by, field="request_type", **names)
    for one in changed:
        old, now = (as_data(one, answers.get(one.id)) for answers in (held.answers, new.answers))
        await write_event(row.id, "changed", by=by, field="answer", label=one.labels, type=one.kind, old=old, new=now)
    await announce(TicketChanged(ticket_id=row.id, by=by, field="answers", old=None, new=None))
    await tell_readers(row.id)


def _only(answers: Answers, wanted: Collection[UUID]) -> Answers:
    return {field_id: answer for field_id, answer in answers.items() if field_id in wanted}
