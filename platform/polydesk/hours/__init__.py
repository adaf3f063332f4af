"""Support hours: which seconds are open, how many passed, when a promise is due.

A pure engine, without tables, settings or a "now": every instant that goes in or comes out is a whole UTC second
(an `int`, as of 1970). `polydesk.hours.schedule` holds the verbs; `polydesk.hours.form` reads and checks the JSON of a
schedule; `polydesk.hours.explanation` tells how a deadline comes about. The specification is b1 to b5 of `sla.md`;
its one convention: an instant is open when the wall clock of the schedule's zone shows an open time at it.
"""
