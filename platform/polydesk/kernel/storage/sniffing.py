"""What a file is, told by its bytes alone; what the client says about it is not read."""

HEAD = 8192
OCTETS = "application/octet-stream"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
TEXT = "text/plain"
HTML = "text/html"


def media_type_of(head: bytes, *, whole: bool) -> str:
    """The media type of a file that begins with `head`; `whole` when that is all of it."""
    for kind, fits in SIGNS:
        if fits(head):
            return kind
    if _is_text(head, whole=whole):
        return HTML if _looks_like_markup(head) else TEXT
    import puremagic  # its table of signs is read for the first file that is none of the usual ones

    try:
        return puremagic.from_string(head, mime=True) or OCTETS
    except (puremagic.PureError, ValueError):
        return OCTETS


SIGNS = (
    ("image/png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("image/gif", lambda head: head.startswith((b"GIF87a", b"GIF89a"))),
    ("image/webp", lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP"),
    ("application/pdf", lambda head: b"%PDF-" in head[:1024]),
    ("application/x-executable", lambda head: head.startswith((b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"#!"))),
)


def _is_text(head: bytes, *, whole: bool) -> bool:
    if not head or b"\x00" in head:
        return False
    try:
        # A cut in the middle of a character is no fault of the text.
        (head if whole else head[: len(head) - 3]).decode()
    except UnicodeDecodeError as error:
        return not whole and error.start >= len(head) - 6
    return True


def _looks_like_markup(head: bytes) -> bool:
    return any(
        mark in head.lower() for mark in (b"<html", b"<!doctype", b"<script", b"<svg", b"<?xml", b"<body", b"<iframe")
    )
