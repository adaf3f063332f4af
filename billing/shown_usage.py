"""Usage as it is shown: each thing that a plan limits, beside what it includes, what more costs and where it stops. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from billing.usage import Used
from i18n import _
from i18n.formats import bytes_, day, number
from polydesk.kernel.storage.room import MEGABYTE

NEAR = 0.8


@dataclass(frozen=True)
class Meter:
    """`most` is None where nothing is limited; `notes` say for which time it counts and what lies beyond."""

    name: str
    used: int
    most: int | None
    shown: str
    most_shown: str
    notes: tuple[str, ...] = ()

    @property
    def drawn(self) -> int:
        return min(self.used, self.most or 0)

    @property
    def is_over(self) -> bool:
        return self.most is not None and self.used > self.most

    @property
    def is_near(self) -> bool:
        return self.most is not None and self.used >= self.most * NEAR


def meters_of(limits: Mapping[str, int], used: Mapping[str, int], metered: Iterable[Used]) -> list[Meter]:
    """In the order of the page."""
    seats, files = limits.get("seats"), limits.get("storage_mb")
    return [
        Meter(_("Full seats"), used["seats"], seats, number(used["seats"]), number(seats or 0)),
        *(_metered(one) for one in metered),
        Meter(
            *(_("Files"), used["storage_mb"], files),
            *(bytes_(used["storage_mb"] * MEGABYTE), bytes_((files or 0) * MEGABYTE)),
        ),
    ]


def _metered(one: Used) -> Meter:
    notes = [_period(one)]
    if one.beyond and one.costs:
        notes.append(_("%(num)s beyond your plan cost %(sum)s so far.") % {"num": number(one.beyond), "sum": one.costs})
    if one.cap is not None:
        notes.append(_("Your cap is at %(num)s.") % {"num": number(one.cap)})
    return Meter(str(one.name), one.used, one.included, number(one.used), number(one.included or 0), tuple(notes))


def _period(one: Used) -> str:
    """The time that is counted: the one that is billed, else the month."""
    if not one.is_billed:
        return _("This month")
    return _("%(from)s – %(to)s") % {"from": day(one.start), "to": day(one.end - timedelta(microseconds=1))}
