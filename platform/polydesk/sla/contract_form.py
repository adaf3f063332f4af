"""The contract's form: terms as fields, and fields as terms."""

from datetime import date
from typing import Annotated

import msgspec

from polydesk.kernel.ids import to_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.web import Form, empty
from polydesk.sla.contract import Contract, Terms
from polydesk.sla.refusals import BadContract


class ContractForm(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(max_length=120)]
    starts_on: date
    organisation: str = ""
    ends_on: date | None = None
    plan: Annotated[str, msgspec.Meta(max_length=80)] = ""
    policy: str = ""
    schedule: str = ""
    notes: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    remind_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 30


def terms_in(form: Form[ContractForm]) -> Terms:
    said = form.data
    return Terms(
        name=one_line(said.name),
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        plan=one_line(said.plan),
        policy_id=to_id(said.policy),
        schedule_id=to_id(said.schedule),
        notes=said.notes.strip(),
        remind_days=said.remind_days,
    )


def filled(held: Contract) -> Form[ContractForm]:
    return empty(
        ContractForm,
        name=held.name,
        starts_on=held.starts_on.isoformat(),
        ends_on=held.ends_on.isoformat() if held.ends_on else "",
        plan=held.plan,
        policy=str(held.policy_id or ""),
        schedule=str(held.schedule_id or ""),
        notes=held.notes,
        remind_days=str(held.remind_days),
    )


def tell(form: Form[ContractForm], refusal: BadContract) -> None:
    for fault in refusal.faults:
        form.fail(fault.place, fault.reason)
