"""What becomes a notice of what the floors below announce, apart from what happens to tickets (`ticket_reactions`): a
promise that is due soon or broken, a step after it, a contract that ends, holidays to decide about, a mail that was
refused, a text that could not be filled in, a webhook that was switched off, room that runs out, an invitation that waits.
"""

from typing import Any

from polydesk.kernel.clock import now
from polydesk.kernel.events import reacts_to
from polydesk.kernel.mail.events import MailRefused
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.storage.events import RoomRunsOut
from polydesk.mail_texts.events import TextMissed
from polydesk.notices import refused_mails, rooms, ticket_reactions  # noqa: F401 - it registers itself
from polydesk.notices.audience import owners
from polydesk.notices.opening_time import wait_for, wait_until_open
from polydesk.notices.telling import tell
from polydesk.schedules.events import HolidaysProposed
from polydesk.senders.events import SenderLapsed
from polydesk.sla.events import ContractEnding, PromiseEvent, ReminderFired, StepFired, TimerBreached
from polydesk.webhooks.events import WebhookSwitchedOff
from tenants.events import InvitationWaits


@reacts_to(ReminderFired)
async def remind(event: ReminderFired) -> None:
    await _tell_of_promise("due_soon", event, audiences=list(event.to), once=event.key)


@reacts_to(TimerBreached)
async def say_breached(event: TimerBreached) -> None:
    await _tell_of_promise("breached", event, audiences=["assignee"], once="breach")


@reacts_to(StepFired)
async def say_stepped(event: StepFired) -> None:
    if event.notify:
        await _tell_of_promise("stepped", event, audiences=list(event.notify), once=event.keys[-1])


@reacts_to(ContractEnding)
async def say_contract_ends(event: ContractEnding) -> None:
    wait = await wait_until_open(None, is_urgent=False)
    await enqueue("notices.contract", contract_id=str(event.contract_id), ends_on=event.ends_on.isoformat(), after=wait)


@reacts_to(HolidaysProposed)
async def say_holidays_wait(event: HolidaysProposed) -> None:
    wait = await wait_until_open(None, is_urgent=False)
    await enqueue("notices.holidays", calendar_id=str(event.calendar_id), days=event.days, after=wait)


@reacts_to(TextMissed)
async def say_text_missed(event: TextMissed) -> None:
    wait = await wait_until_open(None, is_urgent=False)
    await enqueue(
        "notices.mail_text",
        mail=event.occasion,
        language=event.language,
        no=event.no,
        variable=event.name,
        after=wait,
    )


@reacts_to(WebhookSwitchedOff)
async def say_webhook_off(event: WebhookSwitchedOff) -> None:
    await enqueue("notices.webhook", webhook_id=str(event.webhook_id), called=event.name, because=event.because)


@reacts_to(SenderLapsed)
async def say_sender_lapsed(event: SenderLapsed) -> None:
    await enqueue("notices.sender", address=event.address, since=event.at.isoformat())


@reacts_to(MailRefused)
async def say_refused(event: MailRefused) -> None:
    await refused_mails.tell_of_refusal(event)


@reacts_to(RoomRunsOut)
async def say_room_runs_out(event: RoomRunsOut) -> None:
    await rooms.tell_later(event)


@reacts_to(InvitationWaits)
async def say_invitation_waits(event: InvitationWaits) -> None:
    await tell(
        "seat_wanted",
        to=await owners(),
        besides=[event.invited_by],
        once=f"seat:{event.invitation_id}:{now():%G-W%V}",
        name=event.inviter,
        email=event.email,
    )


async def _tell_of_promise(kind: str, event: PromiseEvent, **more: Any) -> None:
    await enqueue(
        "notices.promise",
        kind=kind,
        timer_id=str(event.timer_id),
        ticket_id=str(event.ticket_id),
        due_at=event.due_at.isoformat(),
        urgent=event.is_urgent,
        after=await wait_for(event),
        **more,
    )
