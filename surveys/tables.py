"""The rows that verbs hand on: who was asked, and what they answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Invitation:
    id: UUID
    ticket_id: UUID
    cycle: int
    person_id: UUID
    agent_id: UUID | None
    language: str
    token_hash: bytes
    created_at: datetime
    expires_at: datetime
    reminder_hash: bytes | None
    reminded_at: datetime | None
    mailed: bool
    form_version_id: UUID | None
    answered: bool


@dataclass(frozen=True)
class Rating:
    ticket_id: UUID
    cycle: int
    invitation_id: UUID
    score: int
    comment: str
    reasons: list[str]
    answers: dict[str, Any]
    form_version_id: UUID | None
    given_at: datetime
    changed_at: datetime
