"""The operator's console on the platform's host: every tenant in figures, never in words of a ticket (OP-05)."""
