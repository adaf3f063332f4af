"""The letter that lets a customer in."""

from i18n import _
from polydesk.kernel.mail import Button, Letter


def way_in(*, url: str, code: str, company: str) -> Letter:
    """It holds no word of whoever asked, so that nobody can use it to write to strangers."""
    return Letter(
        kind="customer_sign_in",
        subject=_("Sign in to %(company)s") % {"company": company},
        heading=_("Here is your sign-in link"),
        preheader=_("A link and a code, valid for 30 minutes."),
        paragraphs=(_("Use the link, or type this code where you asked for it:"), f"{code[:3]} {code[3:]}"),
        button=Button(_("Sign in"), url),
        footnote=_("Both work once, within 30 minutes. If it was not you, ignore this e-mail."),
    )
