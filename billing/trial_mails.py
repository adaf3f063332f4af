"""Letters about a trial, and about other times that end: what comes then, and what can be done before."""

from billing.life import look, may_extend
from billing.occasion import CUSTOMERS_NOTICE_NOTHING, Occasion, too_many, what_comes
from i18n import _
from i18n.formats import when
from polydesk.kernel.mail import Button, Letter


def trial_ends(about: Occasion) -> Letter:
    end = about.facts.trial_ends_at or about.notice.until
    day = about.day_of(end)
    paragraphs = [what_comes(look(about.facts, end), about.facts.people), str(CUSTOMERS_NOTICE_NOTHING)]
    if may_extend(about.facts, about.notice.at):
        paragraphs.insert(1, _("You can also extend the trial once, by 7 days."))
    return Letter(
        kind=about.notice.kind,
        subject=_("Your trial ends on %(day)s") % {"day": day},
        heading=_("Your trial ends on %(day)s") % {"day": day},
        paragraphs=tuple(paragraphs),
        facts=((_("The trial ends"), when(end)),),
        button=Button(_("Choose a plan"), about.trial_url),
    )


def trial_ended_free(about: Occasion) -> Letter:
    return Letter(
        kind=about.notice.kind,
        subject=_("Your trial is over: the Free plan goes on"),
        heading=_("Your help desk goes on with the Free plan"),
        paragraphs=(_("Everything stays as it is. You can choose a larger plan whenever you like."),),
        button=Button(_("Choose a plan"), about.trial_url),
    )


def trial_ended_people(about: Occasion) -> Letter:
    return Letter(
        kind=about.notice.kind,
        subject=_("Your trial is over: agents can only read"),
        heading=_("Agents can only read until you choose a plan"),
        paragraphs=(
            too_many(about.facts.people),
            _("Choose a plan, or make some of them light agents: then everybody can work again at once."),
            str(CUSTOMERS_NOTICE_NOTHING),
        ),
        button=Button(_("Choose a plan"), about.trial_url),
    )


def comp_ends(about: Occasion) -> Letter:
    end = about.facts.comp_until or about.notice.until
    then = about.standing.next.look if about.standing.next else look(about.facts, end)
    said = _("After that, what you have chosen and pay for counts again.")
    return Letter(
        kind=about.notice.kind,
        subject=_("Your free period ends on %(day)s") % {"day": about.day_of(end)},
        heading=_("Your free period ends on %(day)s") % {"day": about.day_of(end)},
        paragraphs=(
            said if then.why in ("subscribed", "seats") else what_comes(then, about.facts.people),
            str(CUSTOMERS_NOTICE_NOTHING),
        ),
        button=Button(_("Open billing"), about.billing_url),
    )


def closes(about: Occasion) -> Letter:
    day = about.day_of(about.notice.until)
    return Letter(
        kind=about.notice.kind,
        subject=_("Your help desk closes on %(day)s") % {"day": day},
        heading=_("Your help desk closes on %(day)s") % {"day": day},
        paragraphs=(_("You have cancelled it. Until then everything works, and you can still change your mind."),),
        button=Button(_("Open billing"), about.billing_url),
    )
