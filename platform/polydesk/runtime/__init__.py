"""Runs the parts that Polydesk brings along: PostgreSQL, Valkey, and the processes of the product itself.

`postgres.start(folder)` and `valkey.start(folder)` each answer with a running server; `supervisor` is what `make run`
starts; `doctor` says in words what is configured and whether it works. Nothing but the command
line imports this package.
"""
