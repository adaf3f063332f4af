"""Typed: the text of a form that is refused as a whole, given back by the page that says so: without scripts the form is gone.

What was chosen or only travelled along is not shown, and no secret is.
"""

import re
from contextlib import suppress
from typing import Any

from litestar import Request
from litestar.exceptions import HTTPException
from msgspec import Struct

from polydesk.kernel.refusals import Refusal
from polydesk.kernel.web.forms import read_form
from polydesk.kernel.web.moment import moment

# Several words or another script: nobody ticks these, and no program hides them in a form.
WRITTEN = re.compile(r"\S\s+\S|[^\x00-\x7f]")
SECRET = re.compile(r"passw|secret|token|code|key|current", re.IGNORECASE)


class Anything(Struct):
    """Whatever the form is called."""


async def keep(request: Request[Any, Any, Any], *, files_too: bool = True) -> None:
    """For who refuses before the form was read; one that cannot be read has no text. From somebody whom nobody knows no
    files are taken."""
    may_bring_files = request.content_type[0] == "multipart/form-data"
    if moment().wants_html and not moment().is_htmx and (files_too or not may_bring_files):
        with suppress(Refusal, HTTPException):
            await read_form(request, Anything)


def typed() -> str:
    """All that was written into the form of this request, field after field."""
    here = moment()
    if here.is_htmx:
        return ""
    texts = (text for name, values in here.typed.items() if not SECRET.search(name) for text in values)
    return "\n\n".join(dict.fromkeys(text for text in texts if WRITTEN.search(text)))
