"""`/admin/surveys/doubts`: answers that did not count, why, and the way to count one after all or to take that back."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from i18n import LazyText, lazy
from polydesk.kernel.clock import now
from polydesk.kernel.ids import to_id
from polydesk.kernel.web import Page, moment, redirect
from surveys import doubts, openings
from surveys.asked import asked
from surveys.doubts import AT_ONCE, Doubt
from surveys.form_choice import asked_with
from tenants.here import site

PAGE = "/admin/surveys/doubts"
WHY: dict[str, LazyText] = {
    "no_page": lazy("It was sent without the page that people are shown."),
    "no_cookie": lazy("It came without the cookie that the page had set."),
    "other_browser": lazy("It came from another browser than the page was shown in."),
    "fast": lazy("It was sent faster than a person can press a button."),
    "used": lazy("The page had been sent before."),
    "scanner": lazy("The program that sent it is no browser that people use."),
    "prefetch": lazy("The page was fetched ahead by a program."),
    "sweep": lazy("Several scores were opened within seconds."),
}
SAID: dict[str, LazyText] = {
    "said=counted": lazy("The answer counts now."),
    "said=back": lazy("The answer does not count any more."),
    "said=dismissed": lazy("The answer stays uncounted."),
}


class DoubtPages(Controller):
    path = PAGE

    @get()
    async def index(self, after: FromQuery[str] = "") -> Response[Any]:
        found = await doubts.doubts(after=to_id(after))
        return Page(
            "surveys/doubts.html",
            doubts=await _shown(found[:AT_ONCE]),
            older=f"{PAGE}?after={found[AT_ONCE - 1].id}" if len(found) > AT_ONCE else None,
            newer=PAGE if after else None,
            by_robots=await doubts.openings_by_robots(now() - openings.KEPT),
            said=SAID.get(moment().query),
        )

    @post("/{doubt_id:uuid}/count")
    async def count(self, doubt_id: FromPath[UUID]) -> Response[Any]:
        await doubts.count(doubt_id)
        return redirect(f"{PAGE}?said=counted")

    @post("/{doubt_id:uuid}/back")
    async def take_back(self, doubt_id: FromPath[UUID]) -> Response[Any]:
        await doubts.take_back(doubt_id)
        return redirect(f"{PAGE}?said=back")

    @post("/{doubt_id:uuid}/dismissal")
    async def dismiss(self, doubt_id: FromPath[UUID]) -> Response[Any]:
        await doubts.dismiss(doubt_id)
        return redirect(f"{PAGE}?said=dismissed")


async def _shown(found: Iterable[Doubt]) -> list[dict[str, Any]]:
    """Each with its score in the words of the version that was asked."""
    worded: dict[UUID | None, Any] = {}
    shown = []
    for one in found:
        version_id = one.form_version_id
        if version_id not in worded:
            worded[version_id] = asked(await asked_with(version_id), company=site().name)
        step = worded[version_id].step(one.score) if one.score is not None else None
        reasons = [str(WHY[sign]) for sign in one.signs if sign in WHY]
        shown.append({"doubt": one, "score": step and (step.word or step.sign), "reasons": reasons})
    return shown
