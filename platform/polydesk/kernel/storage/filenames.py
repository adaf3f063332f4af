"""File names are data: shown to people and sent in one header, never a path or a key."""

import re
from urllib.parse import quote

from polydesk.kernel.lines import one_line

LIMIT = 200


def clean_name(name: str) -> str:
    """`name` without path, controls and direction tricks, at most 200 characters, its ending kept; never empty."""
    kept = re.split(r"[/\\]", one_line(name))[-1].strip(" .") or "file"
    if len(kept) <= LIMIT:
        return kept
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 16:
        return kept[:LIMIT]
    return f"{stem[: LIMIT - len(ending) - 1]}.{ending}"


def disposition(name: str, *, inline: bool) -> str:
    """A Content-Disposition that every browser reads: an ASCII shadow and the true name beside it (RFC 6266)."""
    shadow = re.sub(r"[^A-Za-z0-9 ._()-]", "_", name)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{shadow}\"; filename*=UTF-8''{quote(name, safe='')}"
