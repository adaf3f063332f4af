"""Versions of a form: what was asked, since when and by whom. A version is never changed; the newest is asked next."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound
from surveys.form_content import Content, content_of
from surveys.scale import Kind, Look, is_good, is_low

AT_ONCE = 200


@dataclass(frozen=True)
class FormVersion:
    id: UUID
    form_id: UUID
    no: int
    content: Content
    at: datetime
    by_name: str = ""

    @property
    def kind(self) -> Kind:
        return self.content.kind

    @property
    def look(self) -> Look:
        return self.content.look

    @property
    def steps(self) -> int:
        return self.content.steps

    @property
    def is_anonymous(self) -> bool:
        return self.content.anonymous

    def is_low(self, score: int) -> bool:
        return is_low(self.kind, self.steps, score)

    def is_good(self, score: int) -> bool:
        return is_good(self.kind, self.steps, score)


async def version(version_id: UUID) -> FormVersion:
    """Raises NotFound."""
    return _found(await unit.fetchrow(f"{SELECT} AND v.id = $1", version_id))


async def newest(form_id: UUID) -> FormVersion:
    """What the form asks now. Raises NotFound."""
    return _found(await unit.fetchrow(f"{SELECT} AND v.form_id = $1 ORDER BY v.no DESC LIMIT 1", form_id))


async def newest_of_all() -> dict[UUID, FormVersion]:
    """What each form asks now, by its id."""
    rows = await unit.fetch(_NEWEST_OF_ALL)
    return {row["form_id"]: version_in(row) for row in rows}


async def numbered(form_id: UUID, no: int) -> FormVersion:
    """Raises NotFound."""
    return _found(await unit.fetchrow(f"{SELECT} AND v.form_id = $1 AND v.no = $2", form_id, no))


async def versions_of(form_id: UUID) -> list[FormVersion]:
    """The newest first."""
    rows = await unit.fetch(f"{SELECT} AND v.form_id = $1 ORDER BY v.no DESC LIMIT $2", form_id, AT_ONCE)
    return [version_in(row) for row in rows]


def version_of(content: Content) -> FormVersion:
    """One that nobody has published: for looking at what is typed."""
    return FormVersion(UUID(int=0), UUID(int=0), 0, content, now())


def version_in(row: unit.Record) -> FormVersion:
    return FormVersion(row["id"], row["form_id"], row["no"], content_of(row["content"]), row["at"], row["by_name"])


def _found(row: unit.Record | None) -> FormVersion:
    if row is None:
        raise NotFound
    return version_in(row)


COLUMNS = "v.id, v.form_id, v.no, v.content, v.at, v.by_name"
SELECT = f"SELECT {COLUMNS} FROM survey_form_version v WHERE v.tenant_id = app.tenant_id()"  # noqa: S608
_NEWEST_OF_ALL = f"""
SELECT DISTINCT ON (v.form_id) {COLUMNS} FROM survey_form_version v
 WHERE v.tenant_id = app.tenant_id() ORDER BY v.form_id, v.no DESC
"""  # noqa: S608
