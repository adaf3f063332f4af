"""What makes a password acceptable: length first, and nothing that everybody would guess."""

import re

from i18n import _, ngettext
from polydesk.kernel.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH
from tenants.word_lists import words

COMMON = words("common_passwords")

_STEM = re.compile(r"[\W\d_]+")


def complaint(password: str, *, email: str = "", also: tuple[str, ...] = ()) -> str | None:
    """What is wrong with a new password, as a sentence; None when it will do. `also` names the company and the like."""
    if len(password) < MINIMUM_LENGTH:
        return ngettext(
            "Please use at least %(n)s character. A short sentence is easy to remember.",
            "Please use at least %(n)s characters. A short sentence is easy to remember.",
            MINIMUM_LENGTH,
        ) % {"n": MINIMUM_LENGTH}
    if len(password) > MAXIMUM_LENGTH:
        return _("This password is too long.")
    plain = password.casefold()
    if len(set(plain)) < 5 or _repeats(plain) or plain in COMMON or plain[::-1] in COMMON:
        return _("This password is among the first that anybody would try. Please choose another one.")
    if _is_made_of(plain, email.casefold(), also):
        return _("Please choose a password without your e-mail address or the name of your company.")
    return None


def _repeats(plain: str) -> bool:
    """`abcabcabcabc`: one short piece over and over."""
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, min(5, len(plain) // 2) + 1))


def _is_made_of(plain: str, email: str, also: tuple[str, ...]) -> bool:
    """Whether little is left once the words that belong to this account are taken away."""
    local, _at, domain = email.partition("@")
    words = {email, local, domain, domain.partition(".")[0], "polydesk", *(word.casefold() for word in also)}
    for word in sorted((word for word in words if len(word) >= 4), key=len, reverse=True):
        if word in plain and len(_STEM.sub("", plain.replace(word, ""))) < 4:
            return True
    return False
