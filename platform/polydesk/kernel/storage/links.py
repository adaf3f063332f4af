"""Links to files: signed and short-lived for what is lent, lasting for what is public or has a guard of its own.

Whoever makes a signed link has checked that the reader may have the file; the link itself asks nothing more.
"""

from polydesk.kernel.storage.files import StoredFile
from polydesk.kernel.storage.sniffing import OCTETS
from polydesk.kernel.storage.stores import key_of, store


def link(file: StoredFile, *, download: bool = False) -> str:
    """For five minutes. Only pictures that we wrote ourselves are shown; everything else is saved."""
    inline = file.inline and not download
    return store().download_link(file.id, key_of(file.id), name=file.name, media_type=served_type(file), inline=inline)


def lasting_link(file: StoredFile) -> str:
    """For ever, on the tenant's host; each reading asks anew who reads. Only files that are public or have a guard."""
    return f"/files/{file.id}"


def served_type(file: StoredFile) -> str:
    """The type that a browser is told; nothing that it might run."""
    harmless = file.media_type.startswith(("image/", "audio/", "video/")) or file.media_type in ("application/pdf",)
    if file.inline or (harmless and "svg" not in file.media_type):
        return file.media_type
    return "text/plain; charset=utf-8" if file.media_type == "text/plain" else OCTETS
