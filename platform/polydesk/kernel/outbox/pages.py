"""The operator's page of jobs: is everything on time, and what is there to replay or discard (platform host)."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from i18n import _, ngettext
from polydesk.kernel.outbox import letters, queries
from polydesk.kernel.refusals import Conflict
from polydesk.kernel.web import Page, Swap

PAGE = "/operator/jobs"
SHOWN = 100


class DeadLetterPages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[str]:
        standing, found = await queries.standing(), await letters.dead_letters(limit=SHOWN)
        late, periodic = await queries.late_jobs(), await queries.periodic_jobs()
        return Page(
            "outbox/jobs.html",
            partial="outbox/_standing.html",
            standing=standing,
            late=late,
            periodic=periodic,
            letters=found,
            shown=SHOWN,
        )

    @post("/{letter:uuid}/replay")
    async def replay(self, letter: FromPath[UUID]) -> Response[str]:
        if not await letters.replay(letter):
            raise Conflict(_("This job has been replayed or discarded in the meantime."))
        return await _changed(_("The job runs again."))

    @post("/{letter:uuid}/discard")
    async def discard(self, letter: FromPath[UUID]) -> Response[str]:
        if not await letters.discard(letter):
            raise Conflict(_("This job has been replayed or discarded in the meantime."))
        return await _changed(_("The dead letter is discarded."))

    @post("/replays")
    async def replay_all(self) -> Response[str]:
        count = await letters.replay_all()
        return await _changed(
            ngettext("%(count)s job runs again.", "%(count)s jobs run again.", count) % {"count": count}
        )


async def _changed(said: str) -> Response[str]:
    standing, found = await queries.standing(), await letters.dead_letters(limit=SHOWN)
    return Swap("outbox/changed.swap.html", then=PAGE, standing=standing, letters=found, shown=SHOWN, said=said)
