"""Schedules: the support hours that a company keeps, with their holidays and exceptions, in versions that never change.

`polydesk.hours` computes; this slice remembers. A schedule is one function of time: the hours at an instant are those of
the version in force then, so an edit changes what comes and leaves what was. `compiling` makes a version out of weekly
hours, holidays and exceptions; `queries.history_of` gives the function back.
"""
