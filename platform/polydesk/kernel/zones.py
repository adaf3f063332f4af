"""One time zone database for every process: the pinned `tzdata` package, never the system's.

`zoneinfo` prefers what the operating system brings, which may be a year older and then shows wrong times (b5). Importing
`polydesk` turns that off; every program refuses to start with data older than the release we test with.
"""

import zoneinfo

from polydesk.kernel.settings import BadSetting

PINNED = "2026f"


def use_pinned() -> None:
    """From here on `ZoneInfo` reads the package alone, in this process."""
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()


def release() -> str:
    """The release of the time zone database in use, such as `2026f`."""
    from tzdata import IANA_VERSION  # here, so that its absence is told like that of any library

    return str(IANA_VERSION)


def check() -> None:
    """Raises BadSetting when the data is older than the pinned release."""
    if release() < PINNED:
        raise BadSetting(
            f"The time zone data is {release()}; Polydesk needs {PINNED} or later. Run `make setup` to update tzdata."
        )
