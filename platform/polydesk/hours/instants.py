"""Instants are whole UTC seconds since 1970; this is how they are read, written and shown on a wall (b1)."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def instant_of(moment: datetime) -> int:
    """The whole second of an aware moment; fractions are cut off."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} says no offset from UTC")
    # Two aware moments of one zone would be subtracted by the wall clock: to UTC first.
    return (moment.astimezone(UTC) - EPOCH) // _SECOND


def moment_of(instant: int) -> datetime:
    return EPOCH + timedelta(seconds=instant)


def parse_instant(text: str) -> int:
    """`2026-03-06T15:00:00Z`, or with another offset; raises ValueError."""
    if "T" not in text:
        raise ValueError(f"{text!r} is not an instant such as 2026-03-06T15:00:00Z")
    try:
        return instant_of(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is not an instant such as 2026-03-06T15:00:00Z") from None


def instant_text(instant: int) -> str:
    return moment_of(instant).strftime("%Y-%m-%dT%H:%M:%SZ")


def wall_text(instant: int, offset: int) -> str:
    """What the wall shows, with its weekday and offset: `fri 2026-03-06 16:00:00 +01:00`."""
    shown = moment_of(instant + offset)
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[shown.weekday()]
    return f"{weekday} {shown:%Y-%m-%d %H:%M:%S} {offset_text(offset)}"


def offset_text(offset: int) -> str:
    hours, rest = divmod(abs(offset), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")
