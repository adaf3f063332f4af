"""Service levels: what is promised to whom by when, whether it was kept, and why a due time is what it is.

Policies say which target a ticket gets (`matching`), a timer is one running promise (`timer` computes it, `keeping`
remembers it), and everything that happens to a ticket reaches its timers in the same transaction (`reactions`).
Nothing here depends on a worker being alive: a breach is a comparison of two instants, whoever notices it and when.
The specification is b6 to b12 of `sla.md`.
"""
