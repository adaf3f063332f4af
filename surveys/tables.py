"""The rows: what a tenant wants asked, who was asked, what they answered, and what they answered before."""

from piccolo.columns import UUID, Boolean, Bytea, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from polydesk.kernel.ids import new_id
from polydesk.kernel.tables import TenantTable, this_tenant


class SurveySetting(TenantTable, Table, tablename="survey_setting"):
    tenant_id = UUID(primary_key=True, default=this_tenant)
    enabled = Boolean(default=True)
    delay_s = Integer(default=86_400)


class Invitation(TenantTable, Table, tablename="survey_invitation"):
    tenant_id = UUID(default=this_tenant)
    id = UUID(primary_key=True, default=new_id)
    ticket_id = UUID()
    cycle = Integer()
    person_id = UUID()
    agent_id = UUID(null=True, default=None)
    language = Text()
    token_hash = Bytea()
    created_at = Timestamptz()
    expires_at = Timestamptz()


class Rating(TenantTable, Table, tablename="rating"):
    tenant_id = UUID(default=this_tenant)
    ticket_id = UUID(primary_key=True)
    cycle = Integer()
    invitation_id = UUID()
    score = SmallInt()
    comment = Text()
    given_at = Timestamptz()
    changed_at = Timestamptz()


class RatingHistory(TenantTable, Table, tablename="rating_history"):
    tenant_id = UUID(default=this_tenant)
    id = UUID(primary_key=True, default=new_id)
    ticket_id = UUID()
    cycle = Integer()
    score = SmallInt()
    comment = Text()
    at = Timestamptz()
