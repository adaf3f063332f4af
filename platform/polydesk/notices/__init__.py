"""Notices: what a member of the desk should know and did not do themselves, as a bell in the desk and as a mail."""
