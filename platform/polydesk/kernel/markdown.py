"""Markdown that is never slow: what its parser would look at again and again is looked at once.

At each address the parser's rule for links looks back over all text before it in the paragraph, so 100,000 characters
of addresses take more than a minute, and nobody else on this process is answered meanwhile.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from markdown_it import MarkdownIt
from markdown_it.rules_inline.linkify import linkify
from markdown_it.rules_inline.state_inline import StateInline

T = TypeVar("T")

LONG = 5_000
LOOKED_BACK = 500


def made_patient(parser: MarkdownIt) -> MarkdownIt:
    """The same parser; an address after much plain text is left to the later rule, which reads the text once."""
    parser.inline.ruler.at("linkify", _linkify_nearby)
    return parser


async def unhurried(show: Callable[[str], T], body: str) -> T:
    """`show(body)` for a text of any length: long ones are worked on beside the loop, so that nobody else waits."""
    return show(body) if len(body) < LONG else await asyncio.to_thread(show, body)


def _linkify_nearby(state: StateInline, silent: bool) -> bool:
    return len(state.pending) <= LOOKED_BACK and linkify(state, silent)
