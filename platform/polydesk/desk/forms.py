"""What people send from the desk's forms."""

from typing import Annotated
from uuid import UUID

import msgspec

Line = Annotated[str, msgspec.Meta(max_length=300)]
Short = Annotated[str, msgspec.Meta(max_length=80)]
Text = Annotated[str, msgspec.Meta(max_length=100_000)]


class Assignment(msgspec.Struct):
    member: UUID | None = None


class TeamChoice(msgspec.Struct):
    team: UUID | None = None


class StatusChoice(msgspec.Struct):
    to: Short


class PriorityChoice(msgspec.Struct):
    priority: Short
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


class TagText(msgspec.Struct):
    tags: Line = ""


class ImpactChoice(msgspec.Struct):
    impact: Short = ""
    urgency: Short = ""


class OrganisationChoice(msgspec.Struct):
    organisation: UUID | None = None


class CategoryChoice(msgspec.Struct):
    category: UUID | None = None


class BrandChoice(msgspec.Struct):
    brand: UUID | None = None


class Merge(msgspec.Struct):
    into: int
    across: Short = ""


class Subject(msgspec.Struct):
    subject: Line


class SpamMark(msgspec.Struct):
    learn: Short = ""


class Reply(msgspec.Struct):
    body: Text = ""
    then: Short = "waiting_customer"
    seen: int | None = None
    file_ids: list[str] = []


class Note(msgspec.Struct):
    body: Text = ""
    file_ids: list[str] = []


class DraftText(msgspec.Struct):
    """`shared`: the page says that colleagues see it."""

    body: Text = ""
    shared: Short = ""


class CallersTicket(msgspec.Struct):
    subject: Line
    key: Annotated[str, msgspec.Meta(min_length=16, max_length=100)]
    body: Text = ""
    email: Annotated[str, msgspec.Meta(max_length=254, extra={"kind": "email"})] = ""
    name: Annotated[str, msgspec.Meta(max_length=120)] = ""
    priority: Short = "normal"
    assignee: UUID | None = None
    category: UUID | None = None
    brand: UUID | None = None
    begins: Short = "caller"


class TypeChoice(msgspec.Struct):
    """What else a request type asks comes beside it, by the names of its fields."""

    type: Short = ""


class BatchForm(msgspec.Struct):
    """Tags are typed into one line, parted by commas. `all`: whatever the view shows, not only what is ticked."""

    number: list[int] = []
    assignee: Short = ""
    team: Short = ""
    status: Short = ""
    priority: Short = ""
    add_tags: Line = ""
    remove_tags: Line = ""
    spam: Short = ""
    all: Short = ""
    view: Short = "open"


class ViewForm(msgspec.Struct):
    name: Short
    scope: Short = "private"
    team_id: UUID | None = None
    statuses: list[str] = []
    assignee: Short = ""
    language: Short = ""
    priorities: list[str] = []
    channels: list[str] = []
    columns: list[str] = []
    sort: Short = "due"
    tags: Line = ""
    organisation: UUID | None = None
    due: Short = ""
    categories: list[str] = []
    message_languages: list[str] = []
    request_types: list[str] = []
    answers: list[str] = []
    marks: list[str] = []


class PersonForm(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(max_length=120)] = ""
    language: Short = ""
    zone: Short = ""
    notes: Annotated[str, msgspec.Meta(max_length=5_000)] = ""


class PersonsOrganisation(msgspec.Struct):
    organisation: UUID | None = None


class OrganisationForm(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    domains: Annotated[str, msgspec.Meta(max_length=10_000)] = ""
    notes: Annotated[str, msgspec.Meta(max_length=5_000)] = ""


class AbsenceForm(msgspec.Struct):
    until: Short
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""
