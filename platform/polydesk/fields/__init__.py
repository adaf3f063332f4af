"""Request types and their own fields: what a company asks in its form beyond subject and message, and what was answered."""
