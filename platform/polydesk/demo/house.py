"""The house: whom and what the story finds in a company of the demo."""

from dataclasses import dataclass, field
from uuid import UUID

from polydesk.demo.companies import Company
from polydesk.fields.model import Answers
from polydesk.kernel.actor import Actor


@dataclass
class House:
    """Who and what the story finds in a company, by the names that the story uses."""

    company: Company
    people: dict[str, Actor] = field(default_factory=dict)
    teams: dict[str, UUID] = field(default_factory=dict)
    statuses: dict[str, UUID] = field(default_factory=dict)
    categories: dict[str, UUID] = field(default_factory=dict)
    answers: dict[str, tuple[UUID, Answers]] = field(default_factory=dict)
