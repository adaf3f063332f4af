"""Markup: what an author wrote in Markdown becomes HTML that is safe to show, once, when it is written.

Headings get anchors of our own making, so that a table of contents can lead to them; whatever else somebody slips in
is dropped by an allow-list. Pictures come from this tenant's own files only: a page of ours calls no other server.
"""

import html
import re
from dataclasses import dataclass
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from polydesk.faq.slugs import slug_of
from polydesk.kernel.markdown import made_patient

LONGEST = 100_000
SUMMARY = 200
NESTING = 20
OF_THE_PAGE = {"main", "toasts", "announcements", "feedback", "header-q"}

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "strong", "em", "s", "code", "pre", "blockquote", "a", "img"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading", "width", "height"},
    "ol": {"start"},
    **{heading: {"id"} for heading in ("h2", "h3", "h4")},
}
PICTURE_IN_TEXT = re.compile(r"/files/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Written:
    """`outline` is the table of contents: level (2 or 3), anchor, text."""

    html: str
    plain: str
    summary: str
    outline: list[tuple[int, str, str]]


def written(body: str) -> Written:
    tokens = _parser().parse(body)
    outline = _anchor_headings(tokens)
    _tame(tokens)
    shown = _clean(_parser().renderer.render(tokens, _parser().options, {}))
    plain = plain_text(shown)
    return Written(shown, plain, _summary(shown), outline)


def plain_text(shown: str) -> str:
    """What is left to read when the tags are gone; for search and snippets."""
    spaced = re.sub(r"</?(?:p|h\d|li|td|th|tr|pre|blockquote|br|ul|ol|table)\b[^>]*>", " ", shown)
    return _SPACE.sub(" ", html.unescape(nh3.clean(spaced, tags=set()))).strip()


def addresses_in(body: str) -> list[str]:
    """Where its links lead and its pictures come from, as often as they stand there."""
    children = [child for token in _parser().parse(body) for child in token.children or []]
    found = [child.attrs.get("href" if child.type == "link_open" else "src") for child in children]
    return [str(address) for address in found if address]


@cache
def _parser() -> MarkdownIt:
    options = {"maxNesting": NESTING, "html": False, "linkify": True, "typographer": False}
    return made_patient(MarkdownIt("commonmark", options)).enable(["table", "strikethrough", "linkify"])


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
        id_prefix=None,
    )


def _clean(shown: str) -> str:
    return _cleaner().clean(shown)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("img", "src"):
        return value if PICTURE_IN_TEXT.fullmatch(value) else None
    return value


def _anchor_headings(tokens: list[Token]) -> list[tuple[int, str, str]]:
    """The page's own title is the h1, so an author's `#` becomes h2 and so on."""
    outline: list[tuple[int, str, str]] = []
    taken = dict.fromkeys(OF_THE_PAGE, 1)
    for place, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(4, max(2, int(token.tag[1])))}"
        if token.type == "heading_open":
            text = _text_of(tokens[place + 1])
            anchor = _free(slug_of(text) or "part", taken)
            token.attrSet("id", anchor)
            if token.tag != "h4" and text:
                outline.append((int(token.tag[1]), anchor, text))
    return outline


def _tame(tokens: list[Token]) -> None:
    """Pictures load late, those from elsewhere become their description, and code names no language."""
    for token in tokens:
        if token.type in ("fence", "code_block"):
            token.info = ""
        for child in token.children or []:
            if child.type == "image" and PICTURE_IN_TEXT.fullmatch(str(child.attrs.get("src", ""))):
                child.attrSet("loading", "lazy")
            elif child.type == "image":
                child.type = "text"


def _free(anchor: str, taken: dict[str, int]) -> str:
    """An anchor that nothing has yet; `taken` remembers how often each was wanted, so that many alike are no burden."""
    wanted = anchor
    while anchor in taken:
        taken[wanted] += 1
        anchor = f"{wanted}-{taken[wanted]}"
    taken[anchor] = 1
    return anchor


def _text_of(inside: Token) -> str:
    return _SPACE.sub(" ", "".join(child.content for child in inside.children or [])).strip()


def _summary(shown: str) -> str:
    """The first words, without headings and tables, cut at a word."""
    prose = re.sub(r"<(h\d|table|pre)\b.*?</\1>", " ", shown, flags=re.DOTALL)
    text = plain_text(prose)
    if len(text) <= SUMMARY:
        return text
    cut = text[:SUMMARY].rpartition(" ")[0] or text[:SUMMARY]
    return cut.rstrip(" ,;:.–-") + "…"
