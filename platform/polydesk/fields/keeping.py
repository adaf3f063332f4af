"""Keeping answers with their ticket: by the ids of fields and options, never by what these are called."""

from collections import defaultdict
from uuid import UUID

import msgspec

from polydesk.fields.model import Answer, Answers
from polydesk.kernel import unit
from polydesk.tickets.indexing import words_of


def held_of(ticket: str) -> str:
    """All that a ticket was answered, as a column of a statement that calls it `ticket`."""
    mine = f"tenant_id = {ticket}.tenant_id"
    return f"""jsonb_build_object(
    'type_id', (SELECT r.type_id FROM ticket_request r WHERE r.{mine} AND r.ticket_id = {ticket}.id),
    'values', (SELECT jsonb_object_agg(a.field_id, a.value) FROM ticket_answer a
                WHERE a.{mine} AND a.ticket_id = {ticket}.id),
    'options', (SELECT jsonb_agg(jsonb_build_array(c.field_id, c.option_id)) FROM ticket_answer_option c
                 WHERE c.{mine} AND c.ticket_id = {ticket}.id))"""  # noqa: S608 - an alias of our own statements


class Held(msgspec.Struct, frozen=True):
    """What a ticket was asked as, and what was answered."""

    type_id: UUID | None = None
    answers: Answers = {}

    @property
    def is_empty(self) -> bool:
        return self.type_id is None and not self.answers


class _Columns(msgspec.Struct):
    type_id: UUID | None = None
    values: dict[UUID, str] | None = None
    options: list[tuple[UUID, UUID]] | None = None


async def held_by(ticket_id: UUID) -> Held:
    return held_in(await unit.fetchval(_READ, ticket_id))


def held_in(column: object) -> Held:
    """The column as it was read; options in the order of their ids, so that the same answers are equal."""
    found = msgspec.convert(column or {}, _Columns)
    chosen: dict[UUID, list[UUID]] = defaultdict(list)
    for field_id, option_id in found.options or ():
        chosen[field_id].append(option_id)
    answers = {field_id: Answer(value) for field_id, value in (found.values or {}).items()}
    return Held(found.type_id, answers | {one: Answer(options=tuple(sorted(ids))) for one, ids in chosen.items()})


async def keep(ticket_id: UUID, type_id: UUID | None, answers: Answers, *, words: str = "") -> None:
    """With a ticket that has just come: one statement for all of it. `words` are those by which it is found."""
    values = [(field_id, answer.value) for field_id, answer in answers.items() if answer.value]
    chosen = [(field_id, option_id) for field_id, answer in answers.items() for option_id in answer.options]
    await unit.execute(_KEEP, ticket_id, type_id, *_columns(values), *_columns(chosen), words, words_of(words))


async def replace(ticket_id: UUID, type_id: UUID | None, fields: list[UUID], answers: Answers) -> None:
    """What these fields say from now on; what other fields said stays."""
    await unit.execute(_FORGET_TYPE, ticket_id)
    await unit.execute(_FORGET_VALUES, ticket_id, fields)
    await unit.execute(_FORGET_OPTIONS, ticket_id, fields)
    await keep(ticket_id, type_id, answers)


def _columns(pairs: list[tuple[UUID, str]] | list[tuple[UUID, UUID]]) -> tuple[list[object], list[object]]:
    return [first for first, _second in pairs], [second for _first, second in pairs]


_READ = f"SELECT {held_of('t')} FROM ticket t WHERE t.tenant_id = app.tenant_id() AND t.id = $1"  # noqa: S608
_KEEP = """
WITH asked AS (
  INSERT INTO ticket_request (ticket_id, type_id) SELECT $1, $2::uuid WHERE $2::uuid IS NOT NULL
), found AS (
  UPDATE ticket_search s
     SET names = left(s.names || ' ' || lower(unaccent($7)), 2000),
         words = s.words || setweight(to_tsvector('simple', unaccent($8)), 'A')
   WHERE s.tenant_id = app.tenant_id() AND s.ticket_id = $1 AND $7 <> ''
), said AS (
  INSERT INTO ticket_answer (ticket_id, field_id, value)
  SELECT $1, * FROM unnest($3::uuid[], $4::text[])
)
INSERT INTO ticket_answer_option (ticket_id, field_id, option_id)
SELECT $1, * FROM unnest($5::uuid[], $6::uuid[])
"""
_FORGET_TYPE = "DELETE FROM ticket_request WHERE tenant_id = app.tenant_id() AND ticket_id = $1"
_FORGET_VALUES = """
DELETE FROM ticket_answer WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND field_id = ANY($2::uuid[])
"""
_FORGET_OPTIONS = """
DELETE FROM ticket_answer_option WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND field_id = ANY($2::uuid[])
"""
