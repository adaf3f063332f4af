"""Which form a ticket is asked with: the one for its brand and category, else for its brand, else for its category, else
the company's standard form.
"""

from uuid import UUID

from polydesk.kernel import unit
from surveys import form_beginnings
from surveys.form_version import COLUMNS, FormVersion, newest, version, version_in


async def form_for(ticket_id: UUID) -> FormVersion:
    """The version that this ticket would be asked with now."""
    row = await unit.fetchrow(_CHOSEN, ticket_id)
    return version_in(row) if row else await standard()


async def standard() -> FormVersion:
    """What the company's standard form asks now; a company that has none yet gets it."""
    return await newest(await form_beginnings.begin())


async def asked_with(form_version_id: UUID | None) -> FormVersion:
    """The version behind an invitation or a rating."""
    return await version(form_version_id) if form_version_id else await standard()


_CHOSEN = f"""
SELECT {COLUMNS}
  FROM ticket t
  JOIN survey_form f ON f.tenant_id = t.tenant_id AND f.archived_at IS NULL
   AND (f.category_ids = '{{}}' OR t.category_id = ANY (f.category_ids)) AND (f.brand_ids = '{{}}' OR t.brand_id = ANY (f.brand_ids))
   AND (f.is_default OR f.category_ids <> '{{}}' OR f.brand_ids <> '{{}}')
  JOIN survey_form_version v ON v.tenant_id = f.tenant_id AND v.form_id = f.id
 WHERE t.tenant_id = app.tenant_id() AND t.id = $1
 ORDER BY f.is_default, f.brand_ids = '{{}}', f.category_ids = '{{}}', f.created_at, f.id, v.no DESC LIMIT 1
"""  # noqa: S608 - only constants of this slice
