"""The rating room: show what is asked, read what comes back, thank. By the link in a mail or from the ticket's own page.

A GET counts nothing; what is posted counts when a person did it. The page carries a nonce (`openings`), and what comes
back is looked at (`robots`): what a person sent is an answer, anything else is noted as doubtful and asked once more.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from litestar import Request, Response
from msgspec import convert

from i18n import _
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Form, Page, moment, read_form, redirect
from polydesk.kernel.web.shown import Shown
from surveys import anonymous, answer_form, answering, doubts, openings, queries, robots
from surveys.answer_form import Answer, AnswerForm
from surveys.asked import asked
from surveys.doors import PRIVATE, over
from surveys.form_choice import asked_with
from surveys.form_version import FormVersion
from surveys.invitations import invitation_with
from surveys.tables import Invitation, Rating
from tenants.here import site

ANSWERS_PER_HOUR = 30


@dataclass(frozen=True)
class Room:
    """`base` is its address, `secret` what the nonce is bound to, `back` where its ticket lives for this reader."""

    invitation: Invitation
    base: str
    secret: str
    back: str = ""


async def show(room: Room, score: str | None) -> Response[Any]:
    if room.invitation.answered:
        return redirect(f"{room.base}/thanks")
    given = await queries.rating_of(room.invitation)
    if answering.is_over(room.invitation, given):
        return await over(given)
    version = await asked_with(room.invitation.form_version_id)
    form = answer_form.filled(version, _before(given), score=_tapped(score))
    return await _rate_page(room, form, version, given=given, tapped=_tapped(score))


async def create(request: Request[Any, Any, Any], room: Room) -> Response[Any]:
    if room.invitation.answered:
        return redirect(f"{room.base}/thanks")
    before = await queries.rating_of(room.invitation)
    if answering.is_over(room.invitation, before):
        return await over(before)
    form = await read_form(request, AnswerForm)
    if not await allow("rate", str(room.invitation.id), limit=ANSWERS_PER_HOUR, per=timedelta(hours=1)):
        raise TooMany()
    version = await asked_with(room.invitation.form_version_id)
    given = answer_form.check(form, version)
    proof = await openings.prove(
        room.invitation.id, room.secret, form.value("nonce"), steps=len(version.content.scores)
    )
    signs = robots.signs_of_answer(proof.opening, at=now(), headers=moment().headers, cookie=proof.cookie)
    if given and signs == ("used",) and _says(given, await queries.rating_of(room.invitation)):
        return redirect(f"{room.base}/thanks")  # the button was pressed twice
    if signs and version.is_anonymous and (await invitation_with(room.invitation.id)).answered:
        return redirect(f"{room.base}/thanks")  # the same, and its opening went with the first one
    if signs or proof.is_old or proof.opening_id is None:
        if robots.tells_of_a_robot(signs):
            await doubts.note(room.invitation.id, None if version.is_anonymous else given, signs)
        # Answered with 200: what is noted of it, and the new page, must be kept.
        return await _rate_page(room, form, version, given=before, once_more=_once_more(signs))
    if given is None:
        return _with_nonce(form.value("nonce"), room, form, version, given=before, status=422)
    if version.is_anonymous:
        await anonymous.drop(room.invitation, given, form_version_id=version.id)
    else:
        await answering.answer(room.invitation, given)
        await openings.use(proof.opening_id)
    return redirect(f"{room.base}/thanks")


async def thanks(room: Room) -> Response[Any]:
    if room.invitation.answered:
        return Page("surveys/thanks_anonymous.html", room=room, headers=PRIVATE)
    given = await queries.rating_of(room.invitation)
    if given is None:
        return redirect(room.base)
    version = await asked_with(given.form_version_id)
    return Page(
        "surveys/thanks.html",
        room=room,
        given=given,
        step=asked(version, company=site().name).step(given.score),
        look=version.look,
        may_change=not answering.is_over(room.invitation, given),
        headers=PRIVATE,
    )


def _once_more(signs: tuple[robots.Sign, ...]) -> str:
    if "no_cookie" in signs:
        return _(
            "Your browser keeps no cookie for this site, so we cannot tell your answer from a mail scanner's. "
            "Please allow cookies here and confirm once more."
        )
    return _("Please confirm your choice once more, so that we know it comes from you.")


def _says(given: Answer, rating: Rating | None) -> bool:
    return rating is not None and convert(_before(rating), Answer) == given


def _before(rating: Rating | None) -> dict[str, Any]:
    if rating is None:
        return {}
    return {name: getattr(rating, name) for name in Answer.__struct_fields__}


def _tapped(score: str | None) -> int | None:
    """The step that a link in a mail names; what is off the scale is left out where the scale is known."""
    return int(score) if score and score.isascii() and score.isdecimal() and len(score) <= 2 else None


async def _open(room: Room, version: FormVersion, tapped: int | None) -> Shown:
    steps = len(version.content.scores)
    return await openings.open_page(
        room.invitation.id, room.secret, score=tapped, steps=steps, veiled=version.is_anonymous
    )


async def _rate_page(
    room: Room,
    form: Form[AnswerForm],
    version: FormVersion,
    *,
    given: Rating | None,
    tapped: int | None = None,
    once_more: str = "",
) -> Response[Any]:
    shown = await _open(room, version, tapped)
    return shown.on(_with_nonce(shown.nonce, room, form, version, given=given, once_more=once_more))


def _with_nonce(
    nonce: str,
    room: Room,
    form: Form[AnswerForm],
    version: FormVersion,
    *,
    given: Rating | None,
    once_more: str = "",
    status: int = 200,
) -> Response[Any]:
    return Page(
        "surveys/rate.html",
        status=status,
        headers=PRIVATE,
        form=form,
        room=room,
        given=given,
        asked=asked(version, company=site().name),
        nonce=nonce,
        once_more=once_more,
    )
