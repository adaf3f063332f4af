"""What service levels do when something happens elsewhere, gathered for the wiring."""

from polydesk.sla import policy_reactions, ticket_reactions

__all__ = ["policy_reactions", "ticket_reactions"]
