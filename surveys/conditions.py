"""What views ask of answers: whether somebody has still to call back."""

from polydesk.tickets.conditions import Conditions, Where, asks


@asks
def follow_up(made: Where, wanted: Conditions) -> None:
    if wanted.follow_up:
        made.add(
            "t.id IN (SELECT COALESCE(k.merged_into_id, k.id) FROM survey_follow_up f"
            " JOIN ticket k ON k.tenant_id = f.tenant_id AND k.id = f.ticket_id"
            " WHERE f.tenant_id = app.tenant_id() AND f.done_at IS NULL)"
        )
