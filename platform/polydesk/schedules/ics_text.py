"""The text of a calendar file, cut down to what closes days: a large file is large by descriptions, attendees and years
that are over, and the parser takes a second for every few hundred kilobytes.
"""

import re
from collections.abc import Iterator

_KEPT = re.compile(
    r"(BEGIN|END|VERSION|PRODID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|SUMMARY|STATUS|UID|RECURRENCE-ID"
    r"|TZID|TZOFFSETFROM|TZOFFSETTO|TZNAME)[;:]",
    re.IGNORECASE,
)
_REPEATS = re.compile(r"^(RRULE|RDATE|RECURRENCE-ID)[;:]", re.IGNORECASE)
_STARTS = re.compile(r"^DTSTART(?:;[^:]*)?:(\d{4})", re.IGNORECASE)
_ENDS = re.compile(r"^DTEND(?:;[^:]*)?:(\d{4})", re.IGNORECASE)
_LONGEST_LINE = 2_000


def relevant(content: bytes, since_year: int) -> tuple[str, int]:
    """The text without lines and events that cannot matter, and how many events are left."""
    kept: list[str] = []
    count = 0
    for block, is_event in _blocks(_lines(_decoded(content))):
        if not is_event:
            kept += block
        elif _may_matter(block, since_year):
            kept += block
            count += 1
    return "\r\n".join([*kept, ""]), count


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _lines(text: str) -> Iterator[str]:
    """Unfolded lines of the names that are kept; alarms within events bring no names of their own."""
    held: str | None = None
    for line in re.split(r"\r\n|\r|\n", text.replace("\x00", "")):
        if line[:1] in (" ", "\t"):
            if held is not None and len(held) < _LONGEST_LINE:
                held += line[1:]
            continue
        if held is not None:
            yield held
        held = line if _KEPT.match(line) else None
    if held is not None:
        yield held


def _blocks(lines: Iterator[str]) -> Iterator[tuple[list[str], bool]]:
    """Events without what they hold (alarms), and everything between them line by line."""
    event: list[str] | None = None
    within: str | None = None
    for line in lines:
        name = line.strip().upper()
        if within is not None:
            within = None if name == f"END:{within}" else within
        elif event is not None and name.startswith("BEGIN:"):
            within = name.removeprefix("BEGIN:")
        elif name == "BEGIN:VEVENT":
            event = [line]
        elif event is not None:
            event.append(line)
            if name == "END:VEVENT":
                yield event, True
                event = None
        else:
            yield [line], False
    if event is not None:
        yield [*event, "END:VEVENT"], True


def _may_matter(block: list[str], since_year: int) -> bool:
    """Whether it repeats, or ends in this year or later; what says no year is left for the parser to judge."""
    if any(_REPEATS.match(line) for line in block):
        return True
    years = [int(found[1]) for line in block if (found := _ENDS.match(line) or _STARTS.match(line))]
    has_duration = any(line.upper().startswith("DURATION") for line in block)
    return not years or has_duration or max(years) >= since_year
