"""The operator's page of mails: how many are in which state, and those that did not arrive, with a way to send each
again. Nothing of what they say or to whom is seen from here.
"""

import re
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from i18n import LazyText, lazy
from polydesk.kernel import unit
from polydesk.kernel.mail.metrics import figures
from polydesk.kernel.mail.queries import State
from polydesk.kernel.mail.sending_again import FAILED, send_again
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.unit import Record
from polydesk.kernel.web import Page, moment, redirect

PAGE = "/operator/mails"
SHOWN = 100

STATES: dict[State, LazyText] = {
    "queued": lazy("Queued"),
    "sending": lazy("Being sent"),
    "refused": lazy("Refused"),
    "bounced": lazy("Came back"),
    "suppressed": lazy("Held back"),
    "unknown": lazy("Nobody knows"),
}

# Mail servers like to repeat to whom they said no.
WHOSE = re.compile(r"[^\s<>@\"':;,]+@")

_NOT_ARRIVED = """
SELECT m.id, m.tenant_id, t.name AS tenant_name, m.kind, m.state, coalesce(m.reason, '') AS reason, m.attempts, m.created_at
  FROM mail m JOIN tenant t ON t.id = m.tenant_id
 WHERE m.state = ANY($1::text[]) AND m.created_at > now() - interval '7 days'
 ORDER BY m.created_at DESC, m.id LIMIT $2
"""
_TENANT_OF = "SELECT tenant_id FROM mail WHERE id = $1 AND state = ANY($2::text[])"


class OperatorMailPages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[str]:
        counts = await figures()
        async with unit.platform() as platform:
            rows = await platform.fetch(_NOT_ARRIVED, list(FAILED), SHOWN)
        return Page(
            "mail/operator.html",
            counts=[(str(name), counts.get(state, 0)) for state, name in STATES.items()],
            mails=[_shown(row) for row in rows],
            shown=SHOWN,
            said=moment().query == "said=again",
        )

    @post("/{mail_id:uuid}/again")
    async def again(self, mail_id: FromPath[UUID]) -> Response[str]:
        async with unit.platform() as platform:
            tenant = await platform.fetchval(_TENANT_OF, mail_id, list(FAILED))
        if tenant is None:
            raise NotFound
        async with unit.tenant(tenant):
            await send_again(mail_id)
        return redirect(f"{PAGE}?said=again")


def _shown(row: Record) -> dict[str, Any]:
    return {**dict(row), "reason": WHOSE.sub("…@", row["reason"]), "state_name": str(STATES[row["state"]])}
