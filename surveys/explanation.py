"""What will happen, in sentences: a setting as whoever set it should read it before somebody is asked."""

from collections.abc import Iterator, Mapping

from i18n import _, ngettext
from i18n.formats import full_hour, list_of
from surveys.setting import Setting


def sentences(wanted: Setting, names: Mapping[str, list[str]]) -> list[str]:
    """`names` are what the ids and words of a setting are called, by the field that holds them."""
    if wanted.mode == "never":
        return [_("Nobody is asked, and agents cannot ask either.")]
    return [*_when(wanted), *_which(wanted, names), *_how_often(wanted), *_never(names)]


def _when(wanted: Setting) -> Iterator[str]:
    if wanted.mode == "by_hand":
        yield _("Nobody is asked automatically. Agents ask with a button on the ticket.")
    elif wanted.mode == "api":
        yield _("Nobody is asked automatically or by agents. A program with an access token asks about a ticket.")
    elif wanted.delay_s < 3600:
        yield _("When a ticket is resolved, its customer is asked at once.")
    else:
        hours = round(wanted.delay_s / 3600)
        yield ngettext(
            "When a ticket is resolved, its customer is asked %(n)s hour later.",
            "When a ticket is resolved, its customer is asked %(n)s hours later.",
            hours,
        ) % {"n": hours}
    if (wanted.waking_from, wanted.waking_until) != (0, 24):
        yield _(
            "Mails leave between %(from)s and %(until)s of the customer's own time; what would come at night waits."
        ) % {
            "from": full_hour(wanted.waking_from),
            "until": full_hour(wanted.waking_until),
        }


def _which(wanted: Setting, names: Mapping[str, list[str]]) -> Iterator[str]:
    if wanted.mode != "matching":
        return
    conditions = (
        ("only_channels", _("Only tickets that came by: %(names)s.")),
        ("only_categories", _("Only tickets of these categories: %(names)s.")),
        ("only_tags", _("Only tickets with one of these tags: %(names)s.")),
    )
    for name, sentence in conditions:
        if names.get(name):
            yield sentence % {"names": list_of(names[name], either=True)}


def _how_often(wanted: Setting) -> Iterator[str]:
    if days := wanted.quiet_days:
        yield ngettext(
            "Nobody is asked more than once in %(n)s day, whatever is resolved meanwhile.",
            "Nobody is asked more than once in %(n)s days, whatever is resolved meanwhile.",
            days,
        ) % {"n": days}
    else:
        yield _("A customer is asked about each resolution, also several times a day.")
    if days := wanted.reminder_days:
        yield ngettext(
            "Whoever has not answered after %(n)s day is reminded once.",
            "Whoever has not answered after %(n)s days is reminded once.",
            days,
        ) % {"n": days}
    else:
        yield _("Nobody is reminded.")


def _never(names: Mapping[str, list[str]]) -> Iterator[str]:
    yield _(
        "Never asked: customers who opted out, machines, and about spam, merged tickets or tickets that nobody answered."
    )
    if names.get("excluded_tags"):
        yield _("Never about tickets with one of these tags: %(names)s.") % {
            "names": list_of(names["excluded_tags"], either=True)
        }
    if names.get("excluded_organisations"):
        yield _("Never customers of: %(names)s.") % {"names": list_of(names["excluded_organisations"], either=True)}
