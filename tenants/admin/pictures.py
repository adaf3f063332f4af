"""The pictures of a brand in a form: chosen files become public pictures, a ticked box takes one away."""

from typing import Any

from polydesk.kernel.web import Form
from tenants.logos import MOST_BYTES, Kind, Unfit, keep_logo

KINDS: tuple[Kind, ...] = ("logo", "logo_dark", "favicon")
MOST_BODY = len(KINDS) * MOST_BYTES + 1_000_000


async def keep_pictures(form: Form[Any], kinds: tuple[Kind, ...] = KINDS) -> dict[str, Any]:
    """What changes of the brand's pictures, as its fields are named; a file that is no picture fails the form."""
    changes: dict[str, Any] = {}
    for kind in kinds:
        sent = [file for file in form.files(kind) if file.filename]
        if sent:
            try:
                changes[f"{kind}_id"] = (await keep_logo(sent[0], kind=kind)).id
            except Unfit as problem:
                form.fail(kind, str(problem))
        elif form.value(f"{kind}_away"):
            changes[f"{kind}_id"] = None
    return changes
