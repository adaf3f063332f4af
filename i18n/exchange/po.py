"""PO files of tenants' texts: `msgctxt` is the place, `msgid` the source, a fuzzy entry one to look at again."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, PoFileParser, write_po

from i18n import _
from i18n.exchange.entry import Entry, Unreadable
from i18n.locales import UnknownTag, parse_tag
from i18n.po import header

LIMIT = "limit: "
MOST_PLURALS = 6


class _Read(Catalog):
    """Makes room for as many plural forms as a language may have, not for as many as a file claims."""

    @property
    def num_plurals(self) -> int:
        return min(super().num_plurals, MOST_PLURALS)


def write(entries: Sequence[Entry], language: str) -> bytes:
    catalog = Catalog(locale=language.replace("-", "_"))
    for entry in entries:
        comments = [*entry.note.splitlines(), *([f"{LIMIT}{entry.limit}"] if entry.limit else [])]
        flags = {"fuzzy"} if entry.is_unsure else set()
        catalog.add(entry.source, entry.target, context=entry.place, auto_comments=comments, flags=flags)
    body = BytesIO()
    write_po(body, catalog, width=0, omit_header=True)
    return header({"Language": language}) + body.getvalue()


def read(content: bytes) -> list[Entry]:
    """Raises Unreadable."""
    try:
        catalog = _Read()
        PoFileParser(catalog, abort_invalid=True).parse(BytesIO(content))
    except PoFileError as error:
        raise Unreadable(_("This is no PO file that could be read."), error.lineno or 0) from None
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        raise Unreadable(_("This is no PO file that could be read.")) from None
    return list(_entries(catalog, _language(catalog)))


def _language(catalog: Catalog) -> str:
    """What the header says; without one the file is for nobody."""
    try:
        return parse_tag((catalog.locale_identifier or "").replace("_", "-"))
    except UnknownTag:
        raise Unreadable(_("The file does not say for which language it is.")) from None


def _entries(catalog: Catalog, language: str) -> Iterator[Entry]:
    for message in catalog:
        if message.id and isinstance(message.id, str):
            yield Entry(
                place=message.context or "",
                source=message.id,
                target=message.string if isinstance(message.string, str) else "",
                language=language,
                is_unsure=message.fuzzy,
                confirms=not message.fuzzy,
                line=message.lineno or 0,
            )
