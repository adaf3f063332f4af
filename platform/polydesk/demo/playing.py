"""Playing: scenes happen by the verbs of the product, each step at its own instant.

What a step enqueues is done at once and in that instant, so that letters and questions stand where they belong; the
letters of the last hours really leave, older ones count as sent (see letters.py).
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from polydesk.demo import asking, letters, surveying
from polydesk.demo.house import House
from polydesk.demo.screenplay import Scene, Step
from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM, Actor, acting_as
from polydesk.kernel.clock import now, travel
from polydesk.kernel.ids import new_id
from polydesk.tickets import assignment, changing, closing, conversation, drafts, following, lifecycle, merging, spam
from polydesk.tickets.queries import by_id, by_number
from polydesk.tickets.submission import NewTicket, submit
from polydesk.tickets.tags import tags_in
from polydesk.tickets.ticket import CHANNELS, PRIORITIES, Ticket
from surveys import answering
from surveys.invitations import invitation_about

PRESENT = timedelta(seconds=30)


@dataclass
class Stage:
    """One ticket on its way through a scene."""

    house: House
    ticket: Ticket

    def somebody(self, key: str) -> Actor:
        return _somebody(key, self.house)


async def play(scenes: Iterable[Scene], house: House) -> None:
    """Everything in the order of time over all scenes, so that numbers and what was learnt are as they would be."""
    stages: dict[int, Stage] = {}
    script = sorted(_script(list(scenes), house), key=lambda entry: entry[:2])
    night = script[0][0].replace(hour=3, minute=0)
    for instant, place, scene, step in script:
        night = await _sleep(night, until=instant)
        by = house.people[scene.who] if step is None else _somebody(step.who, house)
        with travel(instant), acting_as(by):
            await letters.do_what_is_due()
            if step is None:
                stages[place] = Stage(house, await _submit(scene, house))
            else:
                await VERBS[step.verb](stages[place], step)
            await letters.do_what_is_due()
    await letters.do_what_is_due()
    await letters.count_old_ones_as_sent()


def _script(scenes: list[Scene], house: House) -> Iterator[tuple[datetime, int, Scene, Step | None]]:
    """When each scene begins and each of its steps comes; a story told early in the morning hurries near its end."""
    for place, scene in enumerate(scenes):
        instant = scene.begins_at(house.company.zone)
        yield instant, place, scene, None
        for left, step in zip(range(len(scene.steps), 0, -1), scene.steps, strict=True):
            instant = min(instant + step.after, now() - PRESENT * left)
            yield instant, place, scene, step


async def _sleep(night: datetime, *, until: datetime) -> datetime:
    """Each night what was solved long enough ago is closed, as the job does it; answers the night to come."""
    while night < until:
        with travel(night):
            await closing.close_resolved()
        night += timedelta(days=1)
    return night


async def _submit(scene: Scene, house: House) -> Ticket:
    customer = house.people[scene.who]
    remarks = [remark.split() for remark in scene.remarks if remark]
    channel = next((remark for remark in remarks if remark[0] in CHANNELS), ["portal"])
    priority = next((remark[0] for remark in remarks if remark[0] in PRIORITIES), "normal")
    about = next((remark[1] for remark in remarks if remark[0] == "about"), "")
    new = NewTicket(
        subject=scene.subject,
        body=scene.body,
        address=customer.email,
        name=customer.name,
        person_id=customer.id,
        language=customer.language or house.company.languages[0],
        priority=priority,  # type: ignore[arg-type]
        channel=channel[0],  # type: ignore[arg-type]
        category_id=house.categories[about] if about else None,
    )
    by = house.people[channel[1]] if len(channel) > 1 else None
    done = await submit(new, key=str(new_id()), by=by)
    await asking.answer(done.ticket_id, scene.subject, house)
    return await by_id(done.ticket_id)


def _somebody(key: str, house: House) -> Actor:
    return SYSTEM if key == "system" else house.people[key]


async def _takes(stage: Stage, step: Step) -> None:
    by = stage.somebody(step.who)
    stage.ticket = await assignment.assign(stage.ticket, to=by.id, by=by)


async def _assigns(stage: Stage, step: Step) -> None:
    to = stage.somebody(step.rest)
    stage.ticket = await assignment.assign(stage.ticket, to=to.id, by=stage.somebody(step.who))


async def _hands(stage: Stage, step: Step) -> None:
    """`jonas hands to Repairs`."""
    team = stage.house.teams[step.rest.removeprefix("to ")]
    stage.ticket = await assignment.hand_to_team(stage.ticket, to=team, by=stage.somebody(step.who))


async def _notes(stage: Stage, step: Step) -> None:
    stage.ticket = (await conversation.add_note(stage.ticket, body=step.body, by=stage.somebody(step.who))).ticket


async def _replies(stage: Stage, step: Step) -> None:
    """`jonas replies`, `jonas replies and resolves`, `jonas replies and goes on`."""
    then = {"": "waiting_customer", "and resolves": "resolved", "and goes on": "open"}[step.rest]
    by = stage.somebody(step.who)
    written = await conversation.reply(stage.ticket, body=step.body, by=by, then=then)  # type: ignore[arg-type]
    stage.ticket = written.ticket


async def _writes(stage: Stage, step: Step) -> None:
    """After the ticket was closed for good this opens the one that follows, and the scene goes on there."""
    written = await conversation.customer_writes(stage.ticket, body=step.body, by=stage.somebody(step.who))
    stage.ticket = written.ticket


async def _resolves(stage: Stage, step: Step) -> None:
    stage.ticket = await lifecycle.resolve(stage.ticket, by=stage.somebody(step.who))


async def _reopens(stage: Stage, step: Step) -> None:
    stage.ticket = await lifecycle.reopen(stage.ticket, by=stage.somebody(step.who))


async def _closes(stage: Stage, step: Step) -> None:
    stage.ticket = await lifecycle.close(stage.ticket, by=stage.somebody(step.who))


async def _waits(stage: Stage, step: Step) -> None:
    """`jonas waits` for somebody else than the customer; `jonas waits workshop` by a status of the company's own."""
    to = str(stage.house.statuses[step.rest]) if step.rest else "waiting_third_party"
    stage.ticket = await lifecycle.set_status(stage.ticket, to=to, by=stage.somebody(step.who))


async def _sets(stage: Stage, step: Step) -> None:
    stage.ticket = await changing.set_priority(stage.ticket, to=step.rest, by=stage.somebody(step.who))


async def _tags(stage: Stage, step: Step) -> None:
    """`jonas tags invoice, vat`."""
    stage.ticket = await changing.set_tags(
        stage.ticket, tags=[*stage.ticket.tags, *tags_in(step.rest)], by=stage.somebody(step.who)
    )


async def _judges(stage: Stage, step: Step) -> None:
    """`aylin judges high medium`: the impact, then the urgency."""
    impact, urgency = step.rest.split()
    stage.ticket = await changing.set_impact(stage.ticket, impact=impact, urgency=urgency, by=stage.somebody(step.who))


async def _merges(stage: Stage, step: Step) -> None:
    """`aylin merges Black spots inside`: into the ticket with that subject, where the scene goes on."""
    number = await unit.fetchval("SELECT number FROM ticket WHERE subject = $1", step.rest)
    stage.ticket = await merging.merge(stage.ticket, into=await by_number(number), by=stage.somebody(step.who))


async def _marks(stage: Stage, step: Step) -> None:
    stage.ticket = await spam.mark(stage.ticket, by=stage.somebody(step.who), learn="address")


async def _restores(stage: Stage, step: Step) -> None:
    stage.ticket = await spam.restore(stage.ticket, by=stage.somebody(step.who))


async def _follows(stage: Stage, step: Step) -> None:
    member_id = stage.somebody(step.who).id
    assert member_id is not None
    await following.follow(stage.ticket, member_id)


async def _drafts(stage: Stage, step: Step) -> None:
    await drafts.keep(stage.ticket.id, kind="reply", body=step.body, by=stage.somebody(step.who))


async def _rates(stage: Stage, step: Step) -> None:
    """`emma rates 2 (slow): I waited.` The question came a day after the resolution, by itself."""
    asked = await invitation_about(stage.ticket.id, cycle=stage.ticket.cycle)
    if asked is None:
        raise ValueError(f"nobody was asked about “{stage.ticket.subject}” yet")
    await answering.answer(asked, surveying.answer_in(step.rest))


VERBS: dict[str, Callable[[Stage, Step], Awaitable[None]]] = {
    "takes": _takes,
    "assigns": _assigns,
    "hands": _hands,
    "notes": _notes,
    "replies": _replies,
    "writes": _writes,
    "resolves": _resolves,
    "reopens": _reopens,
    "closes": _closes,
    "waits": _waits,
    "sets": _sets,
    "marks": _marks,
    "restores": _restores,
    "follows": _follows,
    "drafts": _drafts,
    "tags": _tags,
    "judges": _judges,
    "merges": _merges,
    "rates": _rates,
}
