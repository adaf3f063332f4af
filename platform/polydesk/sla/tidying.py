"""One way to write a draft: what has no order of its own is put in order, so that the same again is seen to be the same."""

from msgspec.structs import replace

from polydesk.sla.policy import FIELDS, METRICS, PAUSES, Draft
from polydesk.tickets.ticket import PRIORITIES


def tidied(draft: Draft) -> Draft:
    targets = [replace(one, pause_on=tuple(sorted(one.pause_on, key=PAUSES.index))) for one in draft.targets]
    return replace(
        draft,
        names=dict(sorted(draft.names.items())),
        conditions=tuple(sorted(draft.conditions, key=lambda one: FIELDS.index(one.field))),
        targets=tuple(sorted(targets, key=lambda one: (METRICS.index(one.metric), PRIORITIES.index(one.priority)))),
        options=replace(draft.options, urgent=tuple(sorted(draft.options.urgent, key=PRIORITIES.index))),
    )
