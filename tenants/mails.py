"""The letters that the house itself writes: confirm an address, sign in, choose a new password, join a team."""

from i18n import _, ngettext
from polydesk.kernel.mail import Brand, Button, Letter
from polydesk.kernel.settings import settings


def platform_brand() -> Brand:
    """Polydesk's own letterhead, for what concerns the login and not the tenant."""
    return Brand(name="Polydesk", colour="#2f5bea", base_url=settings().base_url)


def confirm_address(*, url: str, email: str) -> Letter:
    return Letter(
        kind="confirm_address",
        subject=_("Please confirm your address"),
        heading=_("One click and everything is open"),
        preheader=_("Until then, e-mails to your customers and invitations wait."),
        paragraphs=(
            _("Your help desk is ready and you can work in it. Please confirm that %(email)s is your address, so that"
              " e-mails to your customers and invitations to your team can leave.") % {"email": email},
        ),
        button=Button(_("Confirm my address"), url),
        footnote=_("The link is valid for 7 days. If you did not sign up, ignore this e-mail: nothing will happen."),
    )  # fmt: skip


def sign_in_link(*, url: str) -> Letter:
    return Letter(
        kind="sign_in_link",
        subject=_("Your sign-in link"),
        heading=_("Here is your sign-in link"),
        preheader=_("The link works once, within 30 minutes."),
        paragraphs=(_("You asked for a link to sign in without a password. It works once, within 30 minutes."),),
        button=Button(_("Sign in"), url),
        footnote=_("If it was not you, ignore this e-mail. Nobody can sign in without the link."),
    )


def reset_password(*, url: str) -> Letter:
    return Letter(
        kind="reset_password",
        subject=_("Choose a new password"),
        heading=_("Choose a new password"),
        preheader=_("The link works once, within 30 minutes."),
        paragraphs=(_("You asked for a new password. With it, you will be signed out everywhere else."),),
        button=Button(_("Choose a new password"), url),
        footnote=_(
            "The link works once, within 30 minutes. If it was not you, ignore this e-mail: your password stays."
        ),
    )


def new_device(*, browser: str, at: str, ip: str) -> Letter:
    return Letter(
        kind="new_device",
        subject=_("New sign-in to your account"),
        heading=_("Somebody signed in with your password"),
        preheader=_("%(browser)s, %(when)s") % {"browser": browser, "when": at},
        paragraphs=(
            _("The sign-in came from a browser that we have not seen before. If it was you, there is nothing to do."),
            _("If it was not you, choose a new password now: it signs everybody out, everywhere."),
        ),
        facts=((_("Browser"), browser), (_("When"), at), (_("Network address"), ip)),
        button=Button(_("Choose a new password"), f"{settings().base_url.rstrip('/')}/password/reset"),
        footnote=_("You get this e-mail once for each new browser. Your account page lists where you are signed in."),
    )


def invitation(*, url: str, inviter: str, company: str, role: str, hours: int) -> Letter:
    return Letter(
        kind="invitation",
        subject=_("%(inviter)s invites you to the help desk of %(company)s") % {"inviter": inviter, "company": company},
        heading=_("Join the help desk of %(company)s") % {"company": company},
        preheader=_("%(inviter)s is expecting you.") % {"inviter": inviter},
        paragraphs=(
            _("%(inviter)s has invited you to answer customers of %(company)s together.")
            % {"inviter": inviter, "company": company},
        ),
        facts=((_("Your role"), role),),
        button=Button(_("Accept the invitation"), url),
        footnote=ngettext(
            "The link works once, within %(n)s hour. If you did not expect it, ignore this e-mail.",
            "The link works once, within %(n)s hours. If you did not expect it, ignore this e-mail.",
            hours,
        )
        % {"n": hours},
    )
