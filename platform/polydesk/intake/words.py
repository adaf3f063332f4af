"""What became of mails that came in, and why some wait, in the reader's words."""

from i18n import LazyText, _, lazy, lazy_in
from polydesk.intake.rows import MailIn

REASONS: dict[str, LazyText] = {
    "too_large": lazy("It is larger than 25 MB."),
    "too_many_headers": lazy("It has more headers than any e-mail needs."),
    "too_many_lines": lazy("It has too many lines to be read safely."),
    "too_many_parts": lazy("It has more than 200 parts."),
    "too_deep": lazy("Its parts are nested more than 20 deep."),
    "too_slow": lazy("Reading it took too long."),
    "broken": lazy("It is broken and cannot be read."),
    "no_sender": lazy("It does not say who sent it."),
    "read_only": lazy("A colleague answered while your help desk is read only. Try again when it is not."),
    "failed": lazy("Something went wrong on our side. Try again, and tell us if it stays so."),
}
OUTCOMES: dict[str, LazyText] = {
    "ticket": lazy("New ticket"),
    "answer": lazy("Answer of a customer"),
    "reply": lazy("Answer of an agent"),
    "note": lazy("Internal note"),
    "automatic": lazy("Automatic answer"),
    "bounce": lazy("An e-mail of ours came back"),
    "own": lazy("An e-mail of our own"),
}
PROBLEMS: dict[str, LazyText] = {
    "password": lazy("The password can no longer be read. Please enter it again."),
    "unreachable": lazy("The server does not answer. Check its name, its port and the encryption."),
    "certificate": lazy("The certificate of the server does not hold for this name."),
    "private": lazy("This server is in a private network, which is not called from here."),
}
SECURITIES: dict[str, LazyText] = {
    "tls": lazy_in("mailbox", "TLS (port 993)"),
    "starttls": lazy_in("mailbox", "STARTTLS (port 143)"),
    "none": lazy_in("mailbox", "None"),
}


def reason_said(mail: MailIn) -> str:
    return str(REASONS.get(mail.reason, mail.reason))


def outcome_said(mail: MailIn) -> str:
    if mail.state == "waiting":
        return _("Being read")
    if mail.state == "discarded":
        return _("Discarded")
    return str(OUTCOMES.get(mail.outcome, mail.outcome))


def problem_said(problem: str) -> str:
    """The server's own words, but for what it cannot know."""
    return str(PROBLEMS.get(problem, problem))
