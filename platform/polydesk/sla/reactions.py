"""What service levels do when something happens elsewhere, gathered for the wiring."""

from polydesk.sla import change_reactions, edit_reactions, link_reactions, policy_reactions, telling, ticket_reactions

__all__ = ["change_reactions", "edit_reactions", "link_reactions", "policy_reactions", "telling", "ticket_reactions"]
