"""Looks: what a mail looks like on the ticket: its HTML without what could do harm, the quotation folded away.

Lists, tables and links stay; what is only layout goes. Where the HTML does not show where the quotation begins and the
text does, the text is shown instead.
"""

import re
from dataclasses import dataclass

from markupsafe import Markup

from polydesk.intake.folding import fold
from polydesk.intake.limits import BODY_CHARACTERS
from polydesk.kernel.mail.plain import text_of
from polydesk.tickets import text
from polydesk.tickets.text import Look

# Where programmes begin what was there before, or the signature.
REST = re.compile(
    r"<div[^<>]{0,300}\bclass=[\"']?[^\"'<>]{0,100}\b(?:gmail_quote|gmail_signature|gmail_attr|yahoo_quoted|moz-cite-prefix|"
    r"moz-signature|protonmail_quote|protonmail_signature_block|zmail_extra)"
    r"|<blockquote[^<>]{0,200}\b(?:type=[\"']?cite|class=[\"']?gmail_quote)"
    r"|<div[^<>]{0,200}\bid=[\"']?(?:appendonsend|divRplyFwdMsg|mail-editor-reference-message|Signature|reply-intro|x_divRplyFwdMsg)"
    r"|<div[^<>]{0,100}style=[\"'][^\"'<>]{0,100}border-top:\s?solid #(?:E1E1E1|B5C4DF)"
    r"|<(?:p|div|span)[^<>]{0,200}>\s?-- ?(?:<br[^<>]{0,20}>|</)",
    re.IGNORECASE,
)
HIDDEN = re.compile(r"<(head|style|script|title|template)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
LINE_END = re.compile(r"</(?:div|section|article|header|footer|center|address)\s*>", re.IGNORECASE)
# What programmes write for what our words for it are.
MEANT = {"b": "strong", "i": "em"}
MARKED = re.compile(r"<(/?)([bi])(?=[\s>])[^<>]*>", re.IGNORECASE)
BLANK_END = re.compile(r"(?:<br ?/?>|&nbsp;|\s|<p></p>)\Z")
GAPS = re.compile(r"(?:<br ?/?>\s*){3,}")
SILENT = re.compile(r"<[^>]*>|&nbsp;|\s")


@dataclass(frozen=True)
class Said:
    """`body` is the new text, for searches and excerpts; `is_cut`: it was longer, and belongs into a file."""

    body: str
    look: Look
    is_cut: bool = False


def said_in(plain: str, html: str) -> Said:
    is_cut = len(plain) > BODY_CHARACTERS or len(html) > text.HTML_LIMIT
    look = _look_of(html[: text.HTML_LIMIT]) if html.strip() else Look("")
    if not plain.strip():
        # Only what is sanitised already: parsers of HTML can be made slow by what is not.
        plain = text_of(Markup(look.html))
    folded = fold(plain[:BODY_CHARACTERS])
    shows_where = bool(look.folded) or not folded.rest
    if shows_where and SILENT.sub("", look.html):
        return Said(folded.said, look, is_cut)
    return Said(folded.said, _look_of_plain(folded.said, folded.rest), is_cut)


def _look_of_plain(said: str, rest: str) -> Look:
    return Look(text.html_of_plain(said), text.html_of_plain(rest) if rest.strip() else "")


def _look_of(html: str) -> Look:
    bare = COMMENT.sub("", HIDDEN.sub("", html))
    cut = REST.search(bare)
    said = _tidied(bare[: cut.start()]) if cut else _tidied(bare)
    if cut is None or not SILENT.sub("", said):
        return Look(_tidied(bare))
    return Look(said, _tidied(bare[cut.start() :]))


def _tidied(html: str) -> str:
    """Sanitised; what only ended a line in the layout still ends one."""
    html = MARKED.sub(lambda mark: f"<{mark[1]}{MEANT[mark[2].lower()]}>", html)
    clean = GAPS.sub("<br><br>", text.sanitised(LINE_END.sub("<br>", html)).strip())
    while ends := BLANK_END.search(clean, max(0, len(clean) - 10)):
        clean = clean[: ends.start()]
    return clean
