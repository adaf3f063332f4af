"""Reports: figures about the work, each of which opens the tickets behind it.

Service levels are counted from `sla_result` alone, whose rows never change, and from promises that are broken and still
open: a figure of last month is the same whenever it is asked for. `period` says from when until when, `counting` counts,
`behind` lists the tickets of one figure, `tables` writes both for a spreadsheet.

Tickets are counted from their moments (`moments`), which `recounting` makes anew soon after each change; `tickets_…` is the
report about them.
"""
