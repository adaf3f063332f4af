"""What the page of one ticket shows, whole or in the regions that a change touches."""

from dataclasses import dataclass, field
from typing import Any

from litestar import Response

from i18n import _, pgettext
from i18n.formats import formatter
from polydesk.desk import choices
from polydesk.desk.dossier import Dossier, dossier
from polydesk.desk.frame import frame
from polydesk.desk.pulse import Pulse, forget_after_commit
from polydesk.desk.thread import thread
from polydesk.fields.beside_ticket import is_asked
from polydesk.kernel.actor import Actor, actor
from polydesk.kernel.storage import FILE_BYTES, StoredFile
from polydesk.kernel.web import Page, Swap, moment, redirect
from polydesk.notices import queries as notices
from polydesk.replies.using import Chosen
from polydesk.sla import contract_looks
from polydesk.tickets import following
from polydesk.tickets.ticket import Ticket
from surveys.standing import standing_of
from tenants.brands import brands
from tenants.entitlements import DeskReadOnly, is_read_only


@dataclass(frozen=True)
class Can:
    """What this reader may do here, for templates; the verbs ask again."""

    reply: bool = False
    assign: bool = False
    change: bool = False
    spam: bool = False

    @classmethod
    def of(cls, who: Actor, ticket: Ticket) -> "Can":
        """Nothing is done any more to what was merged, but what was being written stays."""
        verbs = ("reply",) if ticket.is_merged else ("reply", "assign", "change", "spam")
        return cls(**{verb: who.may(f"tickets.{verb}") for verb in verbs})


@dataclass(frozen=True)
class Writing:
    """What stands in the composer when it is not simply empty: a text that was not accepted, and why; or a canned reply
    that was chosen, a colleague's draft that was taken over."""

    side: str = ""
    body: str = ""
    problem: str = ""
    arrived: bool = False
    chosen: Chosen | None = None
    taken: bool = False
    files: list[StoredFile] = field(default_factory=list)


async def ticket_page(
    number: int, *, side: str = "", history: bool = False, status: int = 200, **more: Any
) -> Response[str]:
    """The page of a merged ticket is that of the one where it goes on."""
    found = await dossier(number, reader=actor())
    if found.home is not None:
        return redirect(f"/desk/tickets/{found.home}?came={number}")
    context = await _context(found, history=history, writing=more.pop("writing", None) or Writing(side))
    await _see(found)
    return Page("desk/ticket.html", status=status, **context, **more)


async def _see(found: Dossier) -> None:
    """Whoever opens the page need not be told of it any more; a page that only stays open in some tab sees nothing."""
    me = actor().id
    if found.has_news and me is not None:
        await notices.see(me, ticket_id=found.ticket.id)


async def regions(template: str, number: int, *, status: int = 200, writing: Writing | None = None) -> Response[Any]:
    """After a change: the regions that it touched, or the way back to the page."""
    if not moment().is_htmx and status == 200:
        return Swap(template, then=f"/desk/tickets/{number}")
    found = await dossier(number, reader=actor())
    context = await _context(found, history=_shows_history(), writing=writing or Writing())
    if not moment().is_htmx:
        return Page("desk/ticket.html", status=status, **context)
    return Swap(template, then="", status=status, **context)


async def _context(found: Dossier, *, history: bool, writing: Writing) -> dict[str, Any]:
    me = actor()
    if found.is_mentioned and me.id:
        await following.see_mentions(me.id, ticket=found.ticket)
        forget_after_commit()
    entries = await thread(found.ticket)
    around = await frame("")
    return {
        "desk": around,
        "can": Can.of(me, found.ticket),
        "is_asked": await is_asked(),
        "lapsed": await contract_looks.lapsed(found.ticket.organisation_id) if found.may_have_lapsed else None,
        "survey": await standing_of(found.ticket),
        "history": history,
        "entries": entries,
        "brands": tuple(choices.brands(await brands(archived_too=True), found.ticket.brand_id)),
        **_of_ticket(found),
        **_of_work(found, around.pulse, me),
        **_of_composer(found, writing, around.pulse, me),
    }


def _of_ticket(found: Dossier) -> dict[str, Any]:
    return {
        "ticket": found.ticket,
        "person": found.person,
        "opened": _opened(found.ticket),
        "waiting": _waiting(found.ticket),
        "own_status": found.own_status,
        "earlier": found.follows,
        "home_number": found.home,
        "merged_tickets": found.merged,
        "also_to": sorted({who for _number, _subject, who in found.merged if who}),
        "organisation": found.organisation,
        "others": found.others,
        "of_colleagues": found.of_colleagues,
        "ratings": found.ratings,
        "follow_ups": found.follow_ups,
        "complaint": found.complaint,
        "promises": found.promises,
        "silence": found.silence,
        "participants": found.participants,
        "sheets": found.sheets,
    }


def _of_work(found: Dossier, pulse: Pulse, me: Actor) -> dict[str, Any]:
    assignee = pulse.colleague(found.ticket.assignee_id)
    return {
        "assignees": (("", _("Nobody")), *_former(found, pulse), *pulse.assignees),
        "assignee_name": found.assignee_name,
        "assignee_away": assignee.away if assignee else "",
        "statuses": choices.statuses_for(found.ticket, found.own_statuses),
        "priorities": tuple(choices.named(choices.PRIORITY_NAMES)),
        "impacts": (("", pgettext("impact", "Not set")), *choices.named(choices.IMPACT_NAMES)),
        "urgencies": (("", pgettext("urgency", "Not set")), *choices.named(choices.URGENCY_NAMES)),
        "categories": tuple(choices.categories(found.categories)),
        "may_classify": me.may("tickets.change") and not found.ticket.is_spam and not found.ticket.is_merged,
        "teams": (("", _("No team")), *found.teams) if found.teams else (),
        "followers": [name for _id, name in found.followers],
        "following": me.id in dict(found.followers),
        "muted": found.is_muted,
    }


def _former(found: Dossier, pulse: Pulse) -> list[tuple[str, str]]:
    """Who has the ticket but would not be given one any more."""
    held = str(found.ticket.assignee_id or "")
    return [(held, found.assignee_name)] if held and held not in dict(pulse.assignees) else []


def _of_composer(found: Dossier, writing: Writing, pulse: Pulse, me: Actor) -> dict[str, Any]:
    texts = {"reply": "", "note": "", **{kind: draft.body for kind, draft in found.drafts.items()}}
    if writing.problem or writing.arrived:
        texts[writing.side] = writing.body
    may_reply = me.may("tickets.reply")
    return {
        "side": writing.side if writing.side in ("reply", "note") and may_reply else "reply" if may_reply else "note",
        "texts": texts,
        "kept": found.drafts,
        "problem": writing.problem,
        "arrived": writing.arrived,
        "chosen": writing.chosen,
        "taken": writing.taken,
        "may_reply": may_reply,
        "shared": found.shared,
        "attached": tuple(writing.files),
        "names": [one.name for one in pulse.colleagues if one.id != me.id],
        "max_bytes": FILE_BYTES,
        "read_only": DeskReadOnly if is_read_only() else None,
    }


def _opened(ticket: Ticket) -> str:
    facts = {
        "number": f"#{ticket.number}",
        "when": formatter().when(ticket.created_at),
        "channel": choices.CHANNEL_NAMES[ticket.channel],
    }
    return _("Ticket %(number)s, opened %(when)s (%(channel)s)") % facts


def _waiting(ticket: Ticket) -> str:
    if ticket.waiting_since is None or not ticket.is_open:
        return ""
    return _("The customer has been waiting since %(when)s") % {"when": formatter().when(ticket.waiting_since)}


def _shows_history() -> bool:
    """htmx says which page it is on; the full history stays open there."""
    return "history=yes" in moment().headers.get("hx-current-url", "")
