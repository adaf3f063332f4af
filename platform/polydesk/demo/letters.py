"""Letters of the story: what each step enqueued is done within the story, by the jobs themselves.

So timelines show mails and ratings have their questions. Delivery is the exception: mails of the past were sent in the
past and only count as sent; those of the last hours leave, and give the mailbox of the demo something to show.
"""

import json
from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM, acting_as
from polydesk.kernel.clock import now, travel
from polydesk.kernel.outbox.registry import find, talkers

STILL_LEAVE = timedelta(hours=3)


async def do_what_is_due() -> None:
    """Runs this tenant's jobs that are due at this instant of the story, and those that these enqueue.

    Whoever talks to the world does so after the story, when there is a worker.
    """
    while rows := await unit.fetch(DUE, now(), talkers()):
        for row in rows:
            with travel(row["due"] if row["is_dated"] else now()), acting_as(SYSTEM):
                await find(row["job"]).verb(**json.loads(row["payload"]))
            await unit.execute(DONE, row["id"])


async def count_old_ones_as_sent() -> None:
    until = now() - STILL_LEAVE
    await unit.execute(SENT, until)
    await unit.execute(DELIVERED)


# What an instant of the story dates lies in the past; what nothing dates is due at this transaction's own `now()`.
DUE = """
SELECT id, job, payload::text AS payload, due, due <> now() AS is_dated FROM outbox
 WHERE tenant_id = app.tenant_id() AND state = 'pending' AND job <> ALL($2) AND (due <= $1 OR due = now())
 ORDER BY due, id
"""
DONE = "UPDATE outbox SET state = 'done', done_at = now() WHERE tenant_id = app.tenant_id() AND id = $1"
SENT = """
UPDATE mail SET state = 'sent', attempts = 1, sent_at = created_at + interval '3 seconds'
 WHERE tenant_id = app.tenant_id() AND state = 'queued' AND created_at < $1
"""
DELIVERED = """
UPDATE outbox o SET state = 'done', done_at = now() FROM mail m
 WHERE o.tenant_id = app.tenant_id() AND o.state = 'pending' AND o.job = 'mail.deliver'
   AND m.tenant_id = o.tenant_id AND m.id = (o.payload ->> 'mail_id')::uuid AND m.state = 'sent'
"""
