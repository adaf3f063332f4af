"""Charsets: bytes of strangers become text, whatever they are called, and never fail to."""

import codecs

# Many say the narrow one and write the wide one.
WIDER = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-9": "cp1254",
}
# Codecs that are no charsets, or that take a long time over little.
NO_CHARSETS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "utf_7"}
)


def text_of(content: bytes, charset: str) -> str:
    """As it is labelled; else as UTF-8, which hardly ever fits by chance; else as Windows wrote it for decades."""
    for name in (_codec(charset), "utf-8"):
        if name:
            try:
                return _tidy(content.decode(name))
            except (UnicodeDecodeError, LookupError, ValueError):
                continue
    named = _codec(charset)
    return _tidy(content.decode(named if named and named != "utf-8" else "cp1252", errors="replace"))


def _codec(charset: str) -> str:
    label = charset.strip().strip("'\"").lower()[:40]
    for candidate in (label, label.removeprefix("x-"), label.removesuffix("-i"), label.removesuffix("-e")):
        try:
            found = codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
        if found.replace("-", "_") in NO_CHARSETS or not getattr(codecs.lookup(found), "_is_text_encoding", True):
            return ""
        return WIDER.get(found, found)
    return ""


def _tidy(text: str) -> str:
    """What no column of text holds, and no reader sees."""
    return text.replace("\x00", "").replace("\ufeff", "").encode("utf-8", "replace").decode("utf-8")
