"""What a company begins with: a standard form of five faces, in our words."""

from uuid import UUID

import msgspec

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from surveys.form_content import Content


async def begin() -> UUID:
    """The standard form; made when there is none, once however many ask at the same time."""
    if found := await unit.fetchval(_DEFAULT):
        return UUID(str(found))
    made = await unit.fetchval(_BEGIN, new_id(), now())
    if made:
        await unit.execute(_FIRST, new_id(), made, msgspec.to_builtins(Content()), now())
    return UUID(str(made or await unit.fetchval(_DEFAULT)))


_DEFAULT = "SELECT id FROM survey_form WHERE tenant_id = app.tenant_id() AND is_default"
_BEGIN = """
INSERT INTO survey_form (id, is_default, created_at) VALUES ($1, true, $2)
ON CONFLICT (tenant_id) WHERE is_default DO NOTHING RETURNING id
"""
_FIRST = """
INSERT INTO survey_form_version (id, form_id, no, content, at, by_name) VALUES ($1, $2, 1, $3, $4, '')
"""
