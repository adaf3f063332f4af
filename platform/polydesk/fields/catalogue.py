"""The catalogue: all that a company asks, read in one statement and kept in memory, since every form needs it.

A company that asks nothing of its own pays one look into memory for it. Pages that change the catalogue read it afresh.
"""

from uuid import UUID

import msgspec

from polydesk.fields.model import Field, Option, RequestType
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.remembered import Remembered

REMEMBERED = 500


class Catalogue(msgspec.Struct, frozen=True):
    types: list[RequestType]
    fields: dict[UUID, Field]

    @property
    def is_empty(self) -> bool:
        """Nobody was ever asked anything, so no ticket can have an answer."""
        return not self.types and not self.fields

    @property
    def offered(self) -> list[RequestType]:
        return [one for one in self.types if not one.is_archived]

    @property
    def open_fields(self) -> list[Field]:
        return [one for one in self.fields.values() if not one.is_archived]

    def asked_by(self, kind: RequestType | None) -> list[Field]:
        """What it asks for, in order."""
        found = (self.fields[one] for one in kind.fields) if kind else ()
        return [one for one in found if not one.is_archived]

    def of_ticket(self, type_id: UUID | None) -> RequestType | None:
        """Also an archived one."""
        return next((one for one in self.types if one.id == type_id), None)

    def type(self, type_id: UUID) -> RequestType:
        """Raises NotFound."""
        if (found := self.of_ticket(type_id)) is None:
            raise NotFound
        return found

    def field(self, field_id: UUID) -> Field:
        """Raises NotFound."""
        if (found := self.fields.get(field_id)) is None:
            raise NotFound
        return found

    def option(self, field_id: UUID, option_id: UUID) -> Option:
        """Raises NotFound."""
        found = next((one for one in self.field(field_id).options if one.id == option_id), None)
        if found is None:
            raise NotFound
        return found

    def children_of(self, field_id: UUID) -> list[Field]:
        """The fields that are asked, or not, by what is answered to this one."""
        return [one for one in self.open_fields if one.parent_id == field_id]


async def read() -> Catalogue:
    """As it stands in this unit, for whoever changes it."""
    row = await unit.fetchrow(_READ)
    assert row is not None, "a row of aggregates is always there"
    fields = msgspec.convert(row["fields"] or [], list[Field])
    return Catalogue(msgspec.convert(row["types"] or [], list[RequestType]), {one.id: one for one in fields})


# From memory; `read()` is for whoever changes it, and says `changed()` in that unit.
catalogue = Remembered("fields", read, most=REMEMBERED)
changed = catalogue.changed

_READ = """
SELECT
  (SELECT jsonb_agg(jsonb_build_object('id', t.id, 'names', t.names, 'descriptions', t.descriptions,
       'version', t.version, 'is_archived', t.archived_at IS NOT NULL, 'fields',
       (SELECT COALESCE(jsonb_agg(x.field_id ORDER BY x.position, x.field_id), '[]') FROM request_type_field x
         WHERE x.tenant_id = t.tenant_id AND x.type_id = t.id))
     ORDER BY t.archived_at IS NOT NULL, t.position, t.id)
     FROM request_type t WHERE t.tenant_id = app.tenant_id()) AS types,
  (SELECT jsonb_agg(jsonb_build_object('id', f.id, 'kind', f.kind, 'labels', f.labels, 'helps', f.helps,
       'is_required', f.is_required, 'parent_id', f.parent_id, 'shown_for', to_jsonb(f.shown_for),
       'version', f.version, 'is_archived', f.archived_at IS NOT NULL, 'options',
       (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', o.id, 'names', o.names,
                  'offered_for', to_jsonb(o.offered_for), 'version', o.version,
                  'is_archived', o.archived_at IS NOT NULL)
                ORDER BY o.archived_at IS NOT NULL, o.position, o.id), '[]') FROM field_option o
         WHERE o.tenant_id = f.tenant_id AND o.field_id = f.id))
     ORDER BY f.id)
     FROM ticket_field f WHERE f.tenant_id = app.tenant_id()) AS fields
"""
