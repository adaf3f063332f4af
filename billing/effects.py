"""Effects of a smaller plan: what somebody has today and would not have any more. Pure; nothing is ever deleted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from i18n import _
from i18n.formats import bytes_, number
from polydesk.kernel.storage.room import MEGABYTE


@dataclass(frozen=True)
class Effect:
    """`url`: where somebody can do something about it; none where there is nothing to do."""

    icon: str
    text: str
    url: str = ""
    is_serious: bool = False


def effects_of(
    before: Mapping[str, int], after: Mapping[str, int], used: Mapping[str, int], *, told: Collection[str] = ()
) -> list[Effect]:
    """What changes for whoever uses so much of what `tenants.entitlements.LIMITS` names; serious ones first. What the page
    has `told` already is said again only where it is serious."""
    said = {name: _SAID[name](before.get(name), after[name], used.get(name, 0)) for name in after}
    found = [effect for name, effect in said.items() if effect and (effect.is_serious or name not in told)]
    if used.get("seats", 0) > after["seats"]:
        found.append(Effect("lock", _("With more people than seats agents can only read."), is_serious=True))
    return sorted(found, key=lambda effect: not effect.is_serious)


def _seats(before: int | None, after: int, used: int) -> Effect | None:
    if used > after:
        text = _(
            "%(used)s full seats are in use and the plan has %(after)s. Nobody can be invited until some are free."
        )
        text = text % {"used": number(used), "after": number(after)}
        return Effect("users", text, "/admin/members", is_serious=True)
    if _is_less(before, after):
        return Effect("users", _("The plan has %(after)s full seats.") % {"after": number(after)})
    return None


def _storage(before: int | None, after: int, used: int) -> Effect | None:
    if used > after:
        text = _(
            "Your files take %(used)s and the plan has room for %(after)s. They all stay, but new files are refused until there is room."
        )
        shown = {"used": bytes_(used * MEGABYTE), "after": bytes_(after * MEGABYTE)}
        return Effect("files", text % shown, is_serious=True)
    if _is_less(before, after):
        return Effect("files", _("There is room for %(after)s of files.") % {"after": bytes_(after * MEGABYTE)})
    return None


def _tickets(before: int | None, after: int, used: int) -> Effect | None:
    if used > after:
        text = _("%(after)s tickets a month are included; you had %(used)s this month.")
        return Effect("ticket", text % {"after": number(after), "used": number(used)}, is_serious=True)
    if _is_less(before, after):
        return Effect("ticket", _("%(after)s tickets a month are included.") % {"after": number(after)})
    return None


def _mails(before: int | None, after: int, used: int) -> Effect | None:
    if used > after:
        text = _("%(after)s e-mails a month are included; you sent %(used)s this month.")
        return Effect("mail", text % {"after": number(after), "used": number(used)}, is_serious=True)
    if _is_less(before, after):
        return Effect("mail", _("%(after)s e-mails a month are included.") % {"after": number(after)})
    return None


def _is_less(before: int | None, after: int) -> bool:
    """No limit before is a trial, where everything was allowed."""
    return before is None or after < before


_SAID = {"seats": _seats, "storage_mb": _storage, "tickets": _tickets, "mails": _mails}
