"""Files as answers: kept when they come, whatever else is wrong with the form, and shown again until it is sent.

A field `name` has three in the form: `name_file` is what was just chosen, `name_kept` the claim of one that came before,
`name` says which that is.
"""

from collections.abc import Iterable
from typing import Any

from polydesk.fields.model import Field
from polydesk.kernel import storage
from polydesk.kernel.storage import StoredFile
from polydesk.kernel.web import Form


async def receive(form: Form[Any], shown: Iterable[Field]) -> list[StoredFile]:
    """The files of what is asked; what was not taken says why beside its field."""
    found = []
    for field in shown:
        if field.kind == "file" and (file := await _receive(form, field.input_name)):
            found.append(file)
    return found


async def _receive(form: Form[Any], name: str) -> StoredFile | None:
    """The one that came now takes the place of the one before."""
    sent = await storage.receive(form.files(f"{name}_file")[:1])
    if problems := await storage.problems_told(sent):
        form.fail(name, problems)
    stored = [file for file in sent if file.is_stored]
    claim = form.value(f"{name}_kept")
    before = await storage.claimed([claim]) if claim and not stored else []
    file = next(iter([*stored, *before]), None)
    form.values[name] = [f"{file.id} {file.name}" if file else ""]
    form.values[f"{name}_kept"] = [file.claim if file else ""]
    return file
