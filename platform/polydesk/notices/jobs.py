"""The jobs: tell, now that somebody is there; mail or push what is due for one member; forget what is old."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.outbox import Lease, daily, enqueue, job
from polydesk.notices import (
    contracts,
    forgetting,
    holidays,
    lapsed_sender,
    mail_texts,
    mails,
    promises,
    pushing,
    rooms,
    telling,
    webhooks,
)


@job("notices.tell")
async def tell(
    event: str,
    ticket_id: str | None,
    to: list[str],
    besides: list[str],
    urgent: bool,
    once: str,
    facts: dict[str, Any],
) -> None:
    await telling.tell_now(
        event,
        ticket_id=UUID(ticket_id) if ticket_id else None,
        to=[UUID(member_id) for member_id in to],
        besides=[UUID(member_id) for member_id in besides],
        urgent=urgent,
        once=once,
        facts=facts,
    )


@job("notices.promise")
async def promise(
    kind: str, timer_id: str, ticket_id: str, due_at: str, audiences: list[str], once: str, urgent: bool = False
) -> None:
    await promises.tell_of_promise(
        kind,
        timer_id=UUID(timer_id),
        ticket_id=UUID(ticket_id),
        audiences=audiences,
        once=once,
        due_at=datetime.fromisoformat(due_at),
        urgent=urgent,
    )


@job("notices.contract")
async def contract(contract_id: str, ends_on: str) -> None:
    await contracts.tell_of_end(UUID(contract_id), ends_on=ends_on)


@job("notices.holidays")
async def tell_of_holidays(calendar_id: str, days: int) -> None:
    await holidays.tell_of_proposals(UUID(calendar_id), days=days)


@job("notices.mail_text")
async def tell_of_mail_text(mail: str, language: str, no: int, variable: str) -> None:
    await mail_texts.tell_of_miss(mail, language=language, no=no, variable=variable)


@job("notices.webhook")
async def tell_of_webhook(webhook_id: str, called: str, because: str) -> None:
    await webhooks.tell_of_end(UUID(webhook_id), name=called, because=because)


@job("notices.sender")
async def tell_of_sender(address: str, since: str) -> None:
    await lapsed_sender.tell_of_lapse(address, since=datetime.fromisoformat(since))


@job("notices.room")
async def tell_of_room(used: int, quota: int, by_plan: bool = False) -> None:
    await rooms.tell_of_room(used, quota, by_plan=by_plan)


@job("notices.mail")
async def mail(member_id: str, due: str) -> None:
    await mails.send(UUID(member_id), datetime.fromisoformat(due))


@job("notices.push")
async def push(member_id: str, due: str) -> None:
    await pushing.collect(UUID(member_id), datetime.fromisoformat(due))


@job("notices.push_to", opens_unit=False)
async def push_to(lease: Lease, browser_id: str, notice_ids: list[str], urgent: bool) -> None:
    await pushing.deliver(lease, UUID(browser_id), [UUID(notice_id) for notice_id in notice_ids], urgent=urgent)


@daily(at=time(3, 50))
@job("notices.go_round", platform=True)
async def go_round() -> None:
    for row in await unit.fetch("SELECT id FROM tenant WHERE status NOT IN ('closed', 'erased')"):
        await enqueue("notices.forget_old", tenant=row["id"])


@job("notices.forget_old")
async def forget_old() -> None:
    if await forgetting.forget_old():
        await enqueue("notices.forget_old")
