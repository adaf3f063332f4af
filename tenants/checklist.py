"""The check-list: at most eight steps from sign-up to a desk that works, each done by itself when it is seen done.

A step asks the data whether it is done; once it was, a row remembers, so nothing falls back and nothing is asked twice.
Floors above add theirs: `checklist.add(Step(...))` in their `reactions.py`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from i18n import LazyText, lazy
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.tenancy import current_tenant
from tenants import confirmation, samples
from tenants.directory import Brand
from tenants.first_look import COLOURS

MOST = 8
DISMISSED = "dismissed"


@dataclass(frozen=True)
class Step:
    """`place` orders the steps; `url` is where one does it; `is_done` looks.

    `now` tells how things stand, in place of `why`; `confirm` is the button with which somebody finds them right so.
    """

    name: str
    place: int
    title: LazyText
    why: LazyText
    url: str
    is_done: Callable[[], Awaitable[bool]]
    now: Callable[[], Awaitable[str]] | None = None
    confirm: LazyText | None = None


@dataclass(frozen=True)
class Checklist:
    """The steps in order, with whether each is done; `reasons` says of each that is not why one would do it."""

    steps: tuple[tuple[Step, bool], ...]
    reasons: dict[str, str]
    is_dismissed: bool

    @property
    def done(self) -> int:
        return sum(done for _step, done in self.steps)

    @property
    def is_open(self) -> bool:
        return not self.is_dismissed and self.done < len(self.steps)


_steps: dict[str, Step] = {}


def add(step: Step) -> None:
    _steps[step.name] = step
    if len(_steps) > MOST:
        raise ValueError(f"a check-list of more than {MOST} steps is a chore")


async def checklist() -> Checklist:
    """Looks at what is not known to be done yet, and remembers what now is."""
    known = {row["step"] for row in await unit.fetch("SELECT step FROM checklist_step")}
    ordered = sorted(_steps.values(), key=lambda step: step.place)
    found = [(step, step.name in known or await _see(step)) for step in ordered]
    reasons = {step.name: await _reason(step) for step, done in found if not done}
    return Checklist(tuple(found), reasons, is_dismissed=DISMISSED in known)


async def confirm(name: str) -> None:
    """Somebody looked and finds it right. Raises NotFound for a step that has to be done, not confirmed."""
    step = _steps.get(name)
    if step is None or step.confirm is None:
        raise NotFound
    await _remember(name)


async def dismiss() -> None:
    """The list shows no more."""
    await _remember(DISMISSED)


async def _reason(step: Step) -> str:
    return (step.now and await step.now()) or str(step.why)


async def _see(step: Step) -> bool:
    done = await step.is_done()
    if done:
        await _remember(step.name)
    return done


async def _remember(name: str) -> None:
    await unit.execute("INSERT INTO checklist_step (step, done_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", name, now())


async def _is_confirmed() -> bool:
    return await confirmation.is_confirmed(current_tenant())


async def _is_set_up() -> bool:
    return bool(await unit.fetchval("SELECT set_up_at IS NOT NULL FROM tenant WHERE id = $1", current_tenant()))


async def _is_branded() -> bool:
    """With a logo, or in a colour that nobody proposed."""
    proposed = [Brand.colour, *COLOURS]
    return bool(
        await unit.fetchval(
            "SELECT EXISTS (SELECT FROM brand WHERE logo_id IS NOT NULL OR colour <> ALL($1::text[]))", proposed
        )
    )


async def _has_company() -> bool:
    """Somebody else than whoever looks is in, or has been asked in."""
    return bool(
        await unit.fetchval(
            "SELECT EXISTS (SELECT FROM invitation) OR EXISTS (SELECT FROM member WHERE id IS DISTINCT FROM $1)",
            actor().id,
        )
    )


async def _has_no_samples() -> bool:
    return not await samples.are_there()


add(Step("confirm", 10, lazy("Confirm your e-mail address"), lazy("Then e-mails to customers and invitations can leave."),
         "/admin", _is_confirmed))  # fmt: skip
add(Step("set_up", 20, lazy("Name your help desk"), lazy("Name, web address, languages and time zone."),
         "/admin/welcome", _is_set_up))  # fmt: skip
add(Step("brand", 30, lazy("Show your logo and your colour"), lazy("In the portal, in every e-mail and in surveys."),
         "/admin/brand", _is_branded))  # fmt: skip
add(Step("invite", 40, lazy("Invite your colleagues"), lazy("Several at once, each with a role."),
         "/admin/invitations", _has_company))  # fmt: skip
add(Step("samples", 90, lazy("Remove the samples"), lazy("One click, when you have seen enough of them."),
         "/admin#samples", _has_no_samples))  # fmt: skip
