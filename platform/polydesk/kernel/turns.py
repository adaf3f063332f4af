"""Turns: whoever counts what is there before adding to it takes one; two at once would both see the last free place."""

from polydesk.kernel import unit


async def take_turn(what: str) -> None:
    """In this tenant, until this unit of work is over; whoever comes second waits, and reads what the first one left."""
    await unit.execute("SELECT pg_advisory_xact_lock(hashtextextended($1 || ':' || app.tenant_id()::text, 0))", what)
