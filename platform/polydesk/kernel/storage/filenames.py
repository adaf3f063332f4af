"""File names are data: shown to people and sent in one header, never a path or a key."""

import re
from urllib.parse import quote

LIMIT = 200
# Controls, lone surrogates, and the marks that let `gpj.exe` read as `exe.jpg`.
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


def clean_name(name: str) -> str:
    """`name` without path, controls and direction tricks, at most 200 characters, its ending kept; never empty."""
    last = re.split(r"[/\\]", UNSAFE.sub("", name))[-1]
    kept = " ".join(last.split()).strip(" .") or "file"
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
