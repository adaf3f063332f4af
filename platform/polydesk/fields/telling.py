"""Telling: what an agent changed in the answers, as a sentence in the reader's language."""

from typing import Any

from i18n import _, current_locale
from i18n.formats import list_of
from i18n.texts import pick
from polydesk.fields.showing import spelled
from polydesk.tickets.telling import tells
from tenants.here import home_language

Data = dict[str, Any]


@tells("answer")
def answer(who: str, data: Data) -> str:
    words = {"who": who, "label": _said(data.get("label")), "old": _answer(data, "old"), "new": _answer(data, "new")}
    if not words["new"]:
        return _("%(who)s removed “%(old)s” from “%(label)s”.") % words
    if not words["old"]:
        return _("%(who)s set “%(label)s” to “%(new)s”.") % words
    return _("%(who)s changed “%(label)s” from “%(old)s” to “%(new)s”.") % words


@tells("request_type")
def request_type(who: str, data: Data) -> str:
    words = {"who": who, "old": _said(data.get("old_name")), "new": _said(data.get("new_name"))}
    if not words["new"]:
        return _("%(who)s removed the request type “%(old)s”.") % words
    if not words["old"]:
        return _("%(who)s set the request type to “%(new)s”.") % words
    return _("%(who)s changed the request type from “%(old)s” to “%(new)s”.") % words


def _answer(data: Data, which: str) -> str:
    found = data.get(which)
    if isinstance(found, list):
        return list_of(map(_said, found))
    return spelled(str(data.get("type")), found) if found else ""


def _said(texts: dict[str, str] | None) -> str:
    return pick(texts or {}, current_locale(), home_language()).text
