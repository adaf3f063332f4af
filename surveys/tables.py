"""The rows: who was asked, what they answered, and what they answered before."""

from piccolo.columns import JSONB, UUID, Array, Boolean, Bytea, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from polydesk.kernel.ids import new_id
from polydesk.kernel.tables import TenantTable, this_tenant


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
    reminder_hash = Bytea(null=True, default=None)
    reminded_at = Timestamptz(null=True, default=None)
    mailed = Boolean(default=True)
    form_version_id = UUID(null=True, default=None)


class Rating(TenantTable, Table, tablename="rating"):
    tenant_id = UUID(default=this_tenant)
    ticket_id = UUID(primary_key=True)
    cycle = Integer()
    invitation_id = UUID()
    score = SmallInt()
    comment = Text()
    reasons = Array(Text())
    answers = JSONB()
    form_version_id = UUID(null=True, default=None)
    given_at = Timestamptz()
    changed_at = Timestamptz()


class RatingHistory(TenantTable, Table, tablename="rating_history"):
    tenant_id = UUID(default=this_tenant)
    id = UUID(primary_key=True, default=new_id)
    ticket_id = UUID()
    cycle = Integer()
    score = SmallInt()
    comment = Text()
    reasons = Array(Text())
    answers = JSONB()
    at = Timestamptz()
