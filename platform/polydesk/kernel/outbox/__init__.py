"""The outbox: work to be done is a row of the same transaction; Dramatiq runs it, PostgreSQL keeps it.

`@job` names a function, `enqueue` writes a row, `every` and `daily` name what comes round by itself. A row is claimed
by lease, runs in its tenant's unit, and is marked done in that unit; see lease.py, running.py, sweeper.py.
"""

from polydesk.kernel.outbox import metrics
from polydesk.kernel.outbox.draining import drain
from polydesk.kernel.outbox.enqueueing import enqueue, together, write_along, written
from polydesk.kernel.outbox.lease import Lease, LeaseLost
from polydesk.kernel.outbox.letters import dead_letters, discard, replay, replay_all
from polydesk.kernel.outbox.registry import job
from polydesk.kernel.outbox.running import GiveUp, Retry
from polydesk.kernel.outbox.schedule import daily, every

__all__ = [
    "GiveUp",
    "Lease",
    "LeaseLost",
    "Retry",
    "daily",
    "dead_letters",
    "discard",
    "drain",
    "enqueue",
    "every",
    "job",
    "metrics",
    "replay",
    "replay_all",
    "together",
    "write_along",
    "written",
]
