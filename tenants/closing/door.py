"""The small door of a closed house: its owners sign in, take everything along, come back or have it erased. Nobody else."""

from i18n import lazy
from polydesk.kernel.refusals import Refusal

# What signing in needs, and the few rooms behind it, which let owners in alone.
ROOMS = ("/signin", "/signout", "/language", "/theme", "/admin/closing", "/admin/export", "/admin/billing/return")
BESIDE = ("/enter/", "/assets/", "/brand/", "/brand.css")


class NotOpen(Refusal):
    status = 503
    title = lazy("This help desk is closed")
    shows_numbers = False
    message = lazy("This help desk is not open at the moment. Please contact the company in another way.")


class Closed(NotOpen):
    """Closed by the company itself: its owners have a way in."""

    advice = lazy("If it is yours: owners can still sign in, to come back or to take everything along.")
    action = (lazy("Sign in as owner"), "/admin/closing")


def leads_in(path: str) -> bool:
    return path.startswith(BESIDE) or any(path == room or path.startswith(f"{room}/") for room in ROOMS)
