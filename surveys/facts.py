"""Facts: what is known of one ticket and its customer when it is decided whether to ask them."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit


@dataclass(frozen=True)
class Facts:
    """`wrote` is False where only machines wrote to us, None where the customer wrote nothing at all. `asked_before_at`
    is when the person was asked last about anything else, `asked_at` when about this resolution."""

    ticket_id: UUID
    number: int
    subject: str
    status: str
    cycle: int
    channel: str
    language: str
    category_id: UUID | None
    brand_id: UUID | None
    tags: list[str]
    organisation_id: UUID | None
    organisation: str
    assignee_id: UUID | None
    is_spam: bool
    is_merged: bool
    is_answered: bool
    wrote: bool | None
    person_id: UUID | None
    person_name: str
    person_language: str | None
    person_zone: str | None
    address: str
    is_undeliverable: bool
    opted_out_at: datetime | None
    asked_at: datetime | None
    asked_before_at: datetime | None
    is_rated: bool

    @property
    def is_resolved(self) -> bool:
        return self.status in ("resolved", "closed")


_NAMES = tuple(field.name for field in fields(Facts))


async def facts_of(ticket_id: UUID) -> Facts | None:
    """Of the ticket's present cycle; None when it is gone."""
    row = await unit.fetchrow(FACTS, ticket_id)
    return facts_in(row) if row else None


def facts_in(row: unit.Record) -> Facts:
    """Of a row that has them, whatever else it has."""
    return Facts(*(row[name] for name in _NAMES))


async def hold(person_id: UUID) -> None:
    """Until the end of the unit nobody else decides whether to ask this person."""
    await unit.execute("SELECT FROM person WHERE tenant_id = app.tenant_id() AND id = $1 FOR NO KEY UPDATE", person_id)


# Addresses of people are kept as mails are sent to them, so their keys are those of what came back.
FACTS = """
SELECT t.id AS ticket_id, t.number, t.subject, t.status, t.cycle, t.channel, t.language, t.category_id, t.brand_id, t.tags,
       t.organisation_id, COALESCE(o.name, '') AS organisation, t.assignee_id,
       t.spam_at IS NOT NULL AS is_spam, t.merged_into_id IS NOT NULL AS is_merged,
       t.first_response_at IS NOT NULL AS is_answered,
       (SELECT bool_or(NOT m.automatic) FROM message m
         WHERE m.tenant_id = t.tenant_id AND m.ticket_id = t.id AND m.kind = 'customer') AS wrote,
       t.person_id, COALESCE(p.name, '') AS person_name, p.language AS person_language, p.zone AS person_zone,
       COALESCE((SELECT a.address FROM person_address a WHERE a.tenant_id = t.tenant_id AND a.person_id = t.person_id
                  ORDER BY a.is_primary DESC, a.created_at LIMIT 1), '') AS address,
       EXISTS (SELECT FROM mail_suppression s
         WHERE s.tenant_id = t.tenant_id AND s.address_key =
               (SELECT a.address_key FROM person_address a WHERE a.tenant_id = t.tenant_id AND a.person_id = t.person_id
                 ORDER BY a.is_primary DESC, a.created_at LIMIT 1)) AS is_undeliverable,
       (SELECT min(x.at) FROM person_address a
          JOIN survey_opt_out x ON x.tenant_id = a.tenant_id
           AND x.address_hash = sha256(convert_to(a.address_key, 'UTF8'))
         WHERE a.tenant_id = t.tenant_id AND a.person_id = t.person_id) AS opted_out_at,
       (SELECT i.created_at FROM survey_invitation i
         WHERE i.tenant_id = t.tenant_id AND i.ticket_id = t.id AND i.cycle = t.cycle AND i.mailed) AS asked_at,
       (SELECT max(i.created_at) FROM survey_invitation i
         WHERE i.tenant_id = t.tenant_id AND i.person_id = t.person_id AND i.mailed
           AND (i.ticket_id, i.cycle) <> (t.id, t.cycle)) AS asked_before_at,
       EXISTS (SELECT FROM rating r
         WHERE r.tenant_id = t.tenant_id AND r.ticket_id = t.id AND r.cycle = t.cycle)
       OR EXISTS (SELECT FROM survey_invitation i
         WHERE i.tenant_id = t.tenant_id AND i.ticket_id = t.id AND i.cycle = t.cycle AND i.answered) AS is_rated
  FROM ticket t
  LEFT JOIN person p ON p.tenant_id = t.tenant_id AND p.id = t.person_id
  LEFT JOIN organisation o ON o.tenant_id = t.tenant_id AND o.id = t.organisation_id
 WHERE t.tenant_id = app.tenant_id() AND t.id = $1
"""
