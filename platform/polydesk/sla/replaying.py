"""Replaying: batch by batch, what a change would have made of the tickets of the last 90 days.

A change of hours measures the promises by those schedules again. A change of policies asks for each ticket, as it is
today, which promise it had fallen under before and after, and measures what would be promised otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from polydesk.hours.history import CALENDAR, Clock
from polydesk.hours.instants import moment_of
from polydesk.sla.appearing import APPEARING, lives_of
from polydesk.sla.as_if import Plan, Rulebook
from polydesk.sla.clocks import NEVER, Clocks
from polydesk.sla.facts import facts_with
from polydesk.sla.matching import Matched
from polydesk.sla.past_promises import Batch, PastTicket, PastTimer, spans_of, stretches, with_carried
from polydesk.sla.policy import Metric
from polydesk.sla.promise import Stretch
from polydesk.sla.replay import Promise, Rule, Tally, is_missed, running_pieces, would_be_missed
from polydesk.sla.rules import terms_of

Target = tuple[int, str, UUID | None, tuple[str, ...]]  # budget, clock, schedule, pauses


@dataclass
class Replay:
    """`latest` are the present versions of schedules."""

    plan: Plan
    latest: Mapping[UUID, int]
    zone: ZoneInfo
    tally: Tally
    clocks: Clocks = field(default_factory=Clocks)
    _targets: dict[tuple[object, ...], Target | None] = field(default_factory=dict)

    async def take(self, batch: Batch) -> None:
        """Measures a batch and adds it to the tally."""
        wanted = {
            one.id: self._then(one, batch.tickets[one.ticket_id]) for one in batch.timers.values() if one.is_judged
        }
        measured = with_carried(batch.timers, (one for one, (is_other, _target) in wanted.items() if is_other))
        spans = await spans_of(list(measured)) if measured else {}
        await self._learn(batch)
        for one_id, (is_other, target) in wanted.items():
            one = batch.timers[one_id]
            states = stretches(one, batch.timers, spans, self.plan.at) if is_other else None
            self._count(one, batch.tickets[one.ticket_id].number, states, target)
        if self.plan.is_about_policies:
            for metric in APPEARING:
                await self._count_new(batch, metric)
        self.tally.tickets += len(batch.tickets)

    def _count(self, one: PastTimer, number: int, states: tuple[Stretch, ...] | None, target: Target | None) -> None:
        """Without states it is the same promise as before."""
        was_missed = one.was_missed(self.plan.at)
        promise = Promise(one.ticket_id, number, one.metric, one.started_at, states or (), was_missed)
        if states is None:
            self.tally.count(promise, was_missed)
        elif target is None:
            self.tally.count(promise, None)
        else:
            now = Rule(one.budget_s, self._clock(one.clock, one.schedule_id, one.hours_no), one.pause_on)
            self.tally.count(promise, would_be_missed(promise, now, self._rule(target)))

    async def _count_new(self, batch: Batch, metric: Metric) -> None:
        """What nobody had promised."""
        wanted = self._newly_promised(batch, metric)
        lives = await lives_of(metric, [batch.tickets[ticket_id] for ticket_id in wanted], self.plan.at)
        for ticket_id, target in wanted.items():
            rule = self._rule(target)
            for states in lives[ticket_id]:
                number, began = batch.tickets[ticket_id].number, states[0][0]
                promise = Promise(ticket_id, number, metric, began, states, was_missed=False)
                self.tally.count_new(promise, is_missed(running_pieces(states, rule.pause_on), rule))

    def _newly_promised(self, batch: Batch, metric: Metric) -> dict[UUID, Target]:
        """The tickets that had no such promise and would have one."""
        promised = {one.ticket_id for one in batch.timers.values() if one.metric == metric}
        found: dict[UUID, Target] = {}
        for ticket in batch.tickets.values():
            if ticket.id in promised or self._target(self.plan.before, ticket, metric, ticket.priority):
                continue
            if target := self._target(self.plan.after, ticket, metric, ticket.priority):
                found[ticket.id] = target
        return found

    def _then(self, one: PastTimer, ticket: PastTicket) -> tuple[bool, Target | None]:
        """Whether the change makes it another promise, and which."""
        if not self.plan.is_about_policies:
            is_other = one.clock == "business" and one.schedule_id in self.plan.hours
            return is_other, (one.budget_s, one.clock, one.schedule_id, one.pause_on)
        metric: Metric = one.metric  # type: ignore[assignment]
        before = self._target(self.plan.before, ticket, metric, one.priority)
        after = self._target(self.plan.after, ticket, metric, one.priority)
        return before != after, after

    def _target(self, rules: Rulebook, ticket: PastTicket, metric: Metric, priority: str) -> Target | None:
        day = moment_of(ticket.created_at).astimezone(self.zone).date()
        contract = rules.contract_on(ticket.organisation_id, day)
        known = (ticket.organisation_id, ticket.channel, ticket.language, ticket.priority, ticket.tags)
        more = (ticket.category_id, ticket.message_language)
        key = (id(rules), contract.id if contract else None, metric, priority, *known, *more)
        if key not in self._targets:
            matched = rules.ground.match(facts_with(ticket, contract), contract)
            self._targets[key] = _target_of(matched, metric, priority)
        return self._targets[key]

    async def _learn(self, batch: Batch) -> None:
        keys = {(one.schedule_id, one.hours_no or 0) for one in batch.timers.values() if one.schedule_id}
        await self.clocks.learn(keys | set(self.latest.items()))

    def _rule(self, target: Target) -> Rule:
        budget_s, clock, schedule_id, pause_on = target
        if clock == "business" and schedule_id in self.plan.hours:
            return Rule(budget_s, self.plan.hours[schedule_id], pause_on)
        no = self.latest.get(schedule_id) if schedule_id else None
        return Rule(budget_s, self._clock(clock, schedule_id, no), pause_on)

    def _clock(self, clock: str, schedule_id: UUID | None, no: int | None) -> Clock:
        if clock == "calendar":
            return CALENDAR
        return self.clocks.known((schedule_id, no or 0)) if schedule_id else NEVER


def _target_of(matched: Matched, metric: Metric, priority: str) -> Target | None:
    terms = terms_of(matched, matched.version, metric, priority)
    return (terms.budget_s, terms.clock, terms.schedule_id, terms.pause_on) if terms else None
