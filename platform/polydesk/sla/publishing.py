"""Putting a policy into force: the one place where an admin's wish becomes a version, after all has been reviewed."""

from dataclasses import dataclass
from uuid import UUID

from polydesk.kernel.actor import Actor
from polydesk.sla import policies
from polydesk.sla.placing import put_where_it_matches
from polydesk.sla.policy import Draft
from polydesk.sla.tidying import tidied


@dataclass(frozen=True)
class Wanted:
    """`policy_id` is None for a new policy; `based_on` is the number of the version that the editor showed."""

    policy_id: UUID | None
    draft: Draft
    based_on: int = 0
    contract_only: bool = False


async def put_in_force(wanted: Wanted, *, also_open: bool, by: Actor) -> UUID:
    """The policy's id; a new one stands where it can match. `also_open` moves open tickets to it too. Raises BadPolicy, Stale, NotFound."""
    if wanted.policy_id is None:
        if (same := await _the_same(wanted)) is not None:
            return same
        made = await policies.found(wanted.draft, by=by, contract_only=wanted.contract_only, also_open=also_open)
        await put_where_it_matches(made, by=by)
        return made
    await policies.publish(wanted.policy_id, wanted.draft, based_on=wanted.based_on, also_open=also_open, by=by)
    await policies.keep_for_contracts(wanted.policy_id, only=wanted.contract_only, by=by)
    return wanted.policy_id


async def _the_same(wanted: Wanted) -> UUID | None:
    """A form that was sent twice makes one policy: the same promise twice would never be asked the second time."""
    draft = tidied(wanted.draft)
    for row in await policies.in_order():
        if row.enabled and row.contract_only == wanted.contract_only and tidied(row.draft) == draft:
            return row.id
    return None
