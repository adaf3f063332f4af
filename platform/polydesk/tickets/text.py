"""Text: what people type becomes HTML that is safe to show, at intake and once more when it is shown.

What customers type is plain text: paragraphs, line breaks, links. What agents type is Markdown. No class, id, style or
attribute of htmx survives; pictures become links, since fetching them would tell a stranger who reads what and when.
"""

import re
from dataclasses import dataclass
from functools import cache

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from polydesk.kernel.markdown import made_patient, unhurried
from polydesk.tickets.refusals import TextTooLong

__all__ = ["Look", "excerpt", "html_of_markdown", "html_of_plain", "safe", "sanitised", "unhurried"]

BODY_LIMIT = 100_000
HTML_LIMIT = 512_000
DEPTH_LIMIT = 200

TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "a", "ul", "ol", "li"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "th")
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}} | {tag: {"dir"} for tag in BLOCKS}
SCHEMES = {"http", "https", "mailto", "tel"}

# Not to its end, for which a careless mail would be searched through again and again.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")


@dataclass(frozen=True)
class Look:
    """What a mail looks like, sanitised already; `folded` is what it quotes and signs with, shown to whoever asks."""

    html: str
    folded: str = ""


# What holds nothing, or ends by itself where the next one begins.
_VOID = {*("br", "hr", "img", "input", "wbr", "meta", "link", "col"), *("p", "li", "tr", "td", "th", "option")}


def html_of_plain(text: str) -> str:
    """Plain text as it was meant: a blank line begins a paragraph, a line stays a line, addresses become links."""
    _within_limit(text)
    paragraphs = [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text)]
    return sanitised("".join(f'<p dir="auto">{_lines(part)}</p>' for part in paragraphs if part.strip()))


def html_of_markdown(text: str) -> str:
    _within_limit(text)
    return sanitised(_markdown().render(text))


def sanitised(html: str) -> str:
    """Only the allow-list is left; what is too large or too deep to be cleaned quickly is shown as the text it is."""
    if len(html) > HTML_LIMIT or _depth(html) > DEPTH_LIMIT:
        return f"<pre>{escape(html[:HTML_LIMIT])}</pre>"
    return nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow ugc"
    )


def safe(html: str) -> Markup:
    """What was kept, cleaned once more, to be put into a page."""
    return Markup(sanitised(html))


def excerpt(body: str, most: int = 160) -> str:
    """The beginning in one line, for lists and notices."""
    line = " ".join(body[: most * 4].split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _within_limit(text: str) -> None:
    if len(text) > BODY_LIMIT:
        raise TextTooLong


def _lines(paragraph: str) -> str:
    return "<br>".join(_linked(_indented(line)) for line in paragraph.split("\n"))


def _indented(line: str) -> str:
    """Leading blanks mean something in what people paste; HTML would swallow them."""
    bare = line.lstrip(" \t")
    return "\u00a0" * min(len(line) - len(bare), 40) + bare


def _linked(line: str) -> str:
    if not any(mark in line for mark in ("://", "www.", "@")):
        return str(escape(line))
    parts, last = [], 0
    for match in _links().match(line) or []:
        parts.append(str(escape(line[last : match.index])))
        parts.append(f'<a href="{escape(match.url)}">{escape(match.text)}</a>')
        last = match.last_index
    return "".join([*parts, str(escape(line[last:]))])


@cache
def _links() -> LinkifyIt:
    return LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": True, "fuzzy_ip": False})


@cache
def _markdown() -> MarkdownIt:
    """CommonMark with tables, line breaks as typed, and links; HTML is shown as text."""
    made = made_patient(MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": 20}))
    made.enable(["linkify", "table", "strikethrough"]).disable(["image", "html_inline", "html_block"])
    made.core.ruler.push("directions", _directions)
    return made


def _directions(state: object) -> None:
    """Each block finds its own direction, so that Arabic and English can stand in one message."""
    for token in state.tokens:  # type: ignore[attr-defined]
        if token.nesting == 1 and token.tag in BLOCKS:
            token.attrSet("dir", "auto")


def _depth(html: str) -> int:
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _VOID:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest
