"""A change of what is promised to whom, as a value: of a policy, of their order, of a contract."""

from typing import ClassVar, Self
from uuid import UUID

import msgspec

from polydesk.schedules.change import Change


class RuleChange(Change, frozen=True, kw_only=True):
    """`also_open` is the wish of whoever made it: open tickets follow too. `falls_anew`: other tickets than before fall
    under a policy, so open ones that follow are asked again where they belong."""

    also_open: bool = False

    kind: ClassVar[str] = "policy"
    falls_anew: ClassVar[bool] = False

    @property
    def organisation_id_alone(self) -> UUID | None:
        """Whose tickets alone it concerns; None for everybody's."""
        return None

    def asking(self, *, also_open: bool) -> Self:
        return msgspec.structs.replace(self, also_open=also_open)
