"""Asking: one invitation per resolution, decided when the delay is over, never when the ticket was resolved.

Whether to ask is `reasons.reason_not_to_ask`; what became of it is kept as a plan, which the ticket's page tells.
Nobody is asked outside of their waking hours, also when a job comes late. Who has not answered is reminded once.
"""

from datetime import datetime, timedelta
from uuid import UUID

from i18n import speaking
from i18n.locales import best
from polydesk.kernel import mail
from polydesk.kernel.clock import now
from polydesk.kernel.live import tell
from polydesk.kernel.outbox import Retry, enqueue
from polydesk.kernel.refusals import Conflict
from polydesk.mail_texts.composing import worded
from polydesk.mail_texts.occasions import Occasion
from polydesk.tickets import reply_addresses
from surveys import invitations, mails, plans, reminder_mail
from surveys.asked import asked
from surveys.facts import Facts, facts_of, hold
from surveys.form_choice import asked_with, form_for
from surveys.form_version import FormVersion
from surveys.reasons import Reason, reason_no_agent_asks, reason_not_to_ask, reason_not_to_remind, said
from surveys.setting import Setting, setting
from surveys.waking import next_waking, zone_of
from tenants import here, spending
from tenants.brands import wearing

ENOUGH_FOR_NOW = timedelta(hours=1)


async def plan(ticket_id: UUID, *, cycle: int) -> None:
    """After a resolution: ask later, if this tenant asks by itself at all."""
    wanted = await setting()
    facts = await facts_of(ticket_id)
    if facts is None or not wanted.asks_by_itself:
        return
    due = await _awake(facts, wanted, at=now() + timedelta(seconds=wanted.delay_s))
    await plans.intend(ticket_id, cycle=cycle, due=due)
    await enqueue("surveys.ask", at=due, dedupe=f"{ticket_id}:{cycle}", ticket_id=str(ticket_id), cycle=cycle)


async def ask_by_hand(ticket_id: UUID, *, by_program: bool = False) -> datetime:
    """An agent, or a program, wants it asked: now, or as soon as the customer's day begins. Answers when. Raises Conflict."""
    facts, wanted = await facts_of(ticket_id), await setting()
    reason = await _reason_not_now(facts, wanted, by_program=by_program) if facts else Reason("reopened")
    if facts is None or reason:
        raise Conflict(said(reason) if reason else None)
    due = await _awake(facts, wanted, at=now())
    await plans.intend(ticket_id, cycle=facts.cycle, due=due, by_hand=True)
    wait = due if due > now() else None
    await enqueue("surveys.ask", at=wait, ticket_id=str(ticket_id), cycle=facts.cycle)
    return due


async def _reason_not_now(facts: Facts, wanted: Setting, *, by_program: bool) -> Reason | None:
    if by_program:
        return await reason_not_to_ask(facts, wanted, at=now(), by_hand=True)
    return await reason_no_agent_asks(facts, wanted, at=now())


async def ask(ticket_id: UUID, *, cycle: int) -> bool:
    """Sends the question, or keeps the reason why not. A job that runs twice asks once."""
    facts = await _held(ticket_id)
    if facts is None:
        return False
    wanted, known = await setting(), await plans.plan_of(ticket_id, cycle=cycle)
    by_hand = known is not None and known.by_hand
    reason = Reason("reopened") if facts.cycle != cycle else None
    reason = reason or await reason_not_to_ask(facts, wanted, at=now(), by_hand=by_hand)
    if reason is None:
        await _demand_waking(facts, wanted)
        if await _invite(facts, wanted):
            await plans.note_asked(ticket_id, cycle=cycle, by_hand=by_hand)
            await tell("ticket", str(ticket_id))
            return True
    elif reason.why != "asked":
        await plans.note_not_asked(ticket_id, cycle=cycle, reason=reason, by_hand=by_hand)
    return False


async def remind(ticket_id: UUID, *, cycle: int) -> bool:
    """One more mail to whoever has not answered; never after an answer, never twice."""
    facts, wanted = await _held(ticket_id), await setting()
    if facts is None or facts.cycle != cycle or not wanted.reminder_days or reason_not_to_remind(facts, wanted):
        return False
    if not await spending.may_spend("mails"):
        return False
    await _demand_waking(facts, wanted)
    reminder = await invitations.remind(ticket_id, cycle=cycle)
    if reminder is None:
        return False
    await _send(facts, reminder_mail.REMINDER, reminder.token, await asked_with(reminder.form_version_id))
    return True


async def _invite(facts: Facts, wanted: Setting) -> bool:
    language = await _language(facts)
    version = await form_for(facts.ticket_id)
    token = await invitations.invite(facts, language=language, form_version_id=version.id)
    if token is None:
        return False
    await _send(facts, mails.SURVEY, token, version)
    if wanted.reminder_days:
        due = await _awake(facts, wanted, at=now() + timedelta(days=wanted.reminder_days))
        await enqueue("surveys.remind", at=due, ticket_id=str(facts.ticket_id), cycle=facts.cycle)
    return True


async def _send(facts: Facts, occasion: Occasion, token: str, version: FormVersion) -> None:
    async with wearing(facts.brand_id):
        site, language = await here.visit(), await _language(facts)
        with speaking(language):
            seen = asked(version, company=site.name)
            values = mails.values(
                site, number=facts.number, subject=facts.subject, customer_name=facts.person_name, seen=seen
            )
            frame = mails.frame(site.base_url, token, seen)
        posted = await mail.post(
            await worded(occasion, frame, values, language=language, ticket=facts.number),
            to=mail.Address(facts.person_name, facts.address),
            language=language,
            about=("ticket", facts.ticket_id),
            thread=facts.ticket_id,
            reply_to=mail.Address("", await reply_addresses.address_for(facts.ticket_id, facts.address)),
            at_most_once=True,
            automatic=True,
            person_id=facts.person_id,
        )
    if posted is None:
        raise Retry("this address has had enough automatic mail for now", after=ENOUGH_FOR_NOW)


async def _held(ticket_id: UUID) -> Facts | None:
    """With its customer held: of two tickets of one person that are due at once, one is asked about."""
    facts = await facts_of(ticket_id)
    if facts is None or facts.person_id is None:
        return facts
    await hold(facts.person_id)
    return await facts_of(ticket_id)


async def _awake(facts: Facts, wanted: Setting, *, at: datetime) -> datetime:
    zone = zone_of(facts.person_zone, (await here.visit()).zone)
    return next_waking(at, zone=zone, opens=wanted.waking_from, closes=wanted.waking_until)


async def _demand_waking(facts: Facts, wanted: Setting) -> None:
    """Raises Retry for the morning, when a job came late and it has become night where the customer is."""
    due = await _awake(facts, wanted, at=now())
    if due > now():
        raise Retry("waits for the customer's waking hours", after=due - now())


async def _language(facts: Facts) -> str:
    site = await here.visit()
    return best(facts.person_language or facts.language, site.languages) or site.default_language
