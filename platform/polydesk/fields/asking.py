"""What is asked of somebody who has chosen this and that so far: pure, the one place that knows what depends on what."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from polydesk.fields.model import Field, Option

NOTHING: frozenset[UUID] = frozenset()


class Asked:
    """`chosen` are the options that each choice says, and the field's own id for a box that is ticked.

    `held` are options that a ticket has already: they stay on offer, though nobody else could choose them any more.
    """

    def __init__(
        self,
        fields: Sequence[Field],
        chosen: Mapping[UUID, Collection[UUID]],
        held: Collection[UUID] = NOTHING,
    ) -> None:
        self._fields = {one.id: one for one in fields}
        self._chosen = chosen
        self._held = held
        self._shown: dict[UUID, bool] = {}

    def shown(self) -> list[Field]:
        """In the order in which they are asked."""
        return [one for one in self._fields.values() if self.is_shown(one)]

    def is_shown(self, field: Field) -> bool:
        if field.id not in self._shown:
            # Whoever waits for themselves is never asked.
            self._shown[field.id] = False
            self._shown[field.id] = self._decided(field)
        return self._shown[field.id]

    def offered(self, field: Field) -> list[Option]:
        parent = self._fields.get(field.parent_id) if field.parent_id else None
        picks = self.picks(parent) if parent else NOTHING
        return [
            one
            for one in field.options
            if (not one.is_archived or one.id in self._held) and (not one.offered_for or picks & set(one.offered_for))
        ]

    def picks(self, field: Field) -> frozenset[UUID]:
        """What is chosen there of what is on offer; nothing while it is not asked."""
        if not self.is_shown(field):
            return NOTHING
        chosen = frozenset(self._chosen.get(field.id, ()))
        return chosen & {one.id for one in self.offered(field)} if field.has_options else chosen

    def decides(self, field: Field) -> bool:
        """Whether anything else here depends on it."""
        return any(one.parent_id == field.id for one in self._fields.values())

    def _decided(self, field: Field) -> bool:
        if field.parent_id is not None:
            parent = self._fields.get(field.parent_id)
            picks = self.picks(parent) if parent else NOTHING
            if not picks or (field.shown_for and not picks & set(field.shown_for)):
                return False
        return not field.has_options or bool(self.offered(field))
