"""What a policy may name: schedules, members, teams and webhooks that are there and not archived, any organisation and any category.

An organisation or a category that was archived may come back, and a condition that names it does no harm meanwhile.
"""

from polydesk.kernel import unit
from polydesk.sla.checking import Known


async def known() -> Known:
    row = await unit.fetchrow(_KNOWN)
    assert row is not None
    return Known(
        default_language=row["default_language"],
        schedules=frozenset(row["schedules"]),
        organisations=frozenset(map(str, row["organisations"])),
        categories=frozenset(map(str, row["categories"])),
        members=frozenset(row["members"]),
        teams=frozenset(row["teams"]),
        webhooks=frozenset(row["webhooks"]),
    )


_KNOWN = """
SELECT t.default_language,
       ARRAY(SELECT id FROM schedule WHERE tenant_id = t.id AND archived_at IS NULL) AS schedules,
       ARRAY(SELECT id FROM organisation WHERE tenant_id = t.id) AS organisations,
       ARRAY(SELECT id FROM ticket_category WHERE tenant_id = t.id) AS categories,
       ARRAY(SELECT id FROM member WHERE tenant_id = t.id AND state = 'active') AS members,
       ARRAY(SELECT id FROM team WHERE tenant_id = t.id AND archived_at IS NULL) AS teams,
       ARRAY(SELECT id FROM webhook WHERE tenant_id = t.id AND archived_at IS NULL) AS webhooks
  FROM tenant t WHERE t.id = app.tenant_id()
"""
