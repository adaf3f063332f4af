"""Versions: what the tenant wrote for an occasion in a language. The newest is sent; each save, reset and restoration is
one more, so that everything can be undone and nobody's change is overwritten unseen.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from i18n.texts import Texts
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import written
from polydesk.mail_texts.occasions import Occasion
from polydesk.mail_texts.refusals import ChangedMeanwhile
from polydesk.mail_texts.words import PARTS, Words

KIND = "mail_text"
AT_ONCE = 200


@dataclass(frozen=True)
class Version:
    """`no` is 0 where the tenant has never written anything."""

    occasion: str
    language: str
    no: int = 0
    words: Words = field(default_factory=Words)
    at: datetime | None = None
    by_name: str = ""


async def newest(occasion: str, language: str) -> Version:
    row = await unit.fetchrow(f"{_SELECT} ORDER BY no DESC LIMIT 1", occasion, language)
    return _version(row) if row else Version(occasion, language)


async def newest_of_all() -> dict[tuple[str, str], Version]:
    """By occasion and language, where there is any."""
    return {(row["occasion"], row["language"]): _version(row) for row in await unit.fetch(_NEWEST_OF_ALL)}


async def versions_of(occasion: str, language: str) -> list[Version]:
    """The newest first."""
    return [
        _version(row) for row in await unit.fetch(f"{_SELECT} ORDER BY no DESC LIMIT $3", occasion, language, AT_ONCE)
    ]


async def version(occasion: str, language: str, no: int) -> Version:
    """Raises NotFound."""
    row = await unit.fetchrow(f"{_SELECT} AND no = $3", occasion, language, no)
    if row is None:
        raise NotFound
    return _version(row)


async def write(one: Occasion, language: str, words: Words, *, seen: int) -> None:
    """`seen` is the version that was edited. Raises ChangedMeanwhile. What says nothing new leaves no trace."""
    present = await newest(one.name, language)
    if present.no != seen:
        raise ChangedMeanwhile
    if words == present.words:
        return
    texts = await texts_of(one.name)
    who = actor()
    made = await unit.fetchval(
        _INSERT, one.name, language, seen + 1, words.subject, words.heading, words.body, now(), who.id, who.name
    )
    if made is None:
        raise ChangedMeanwhile
    for part in PARTS:
        after = {**texts[part], language: words[part]}
        await written(KIND, f"{one.name}.{part}", texts[part], {code: text for code, text in after.items() if text})
    changes: dict[str, list[Any]] = {
        part: [present.words[part], words[part]] for part in PARTS if present.words[part] != words[part]
    }
    await record("mails.text_changed", changes={"mail": [None, one.name], "language": [None, language], **changes})


async def texts_of(occasion: str) -> dict[str, Texts]:
    """What the tenant wrote, by part, in its languages."""
    found = [one for (name, _language), one in (await newest_of_all()).items() if name == occasion]
    return {part: {one.language: one.words[part] for one in found if one.words[part]} for part in PARTS}


def _version(row: unit.Record) -> Version:
    words = Words(row["subject"], row["heading"], row["body"])
    return Version(row["occasion"], row["language"], row["no"], words, row["at"], row["by_name"])


_COLUMNS = "occasion, language, no, subject, heading, body, at, by_name"

_SELECT = f"""
SELECT {_COLUMNS} FROM mail_text_version WHERE tenant_id = app.tenant_id() AND occasion = $1 AND language = $2
"""  # noqa: S608

_NEWEST_OF_ALL = f"""
SELECT DISTINCT ON (occasion, language) {_COLUMNS} FROM mail_text_version
 WHERE tenant_id = app.tenant_id() ORDER BY occasion, language, no DESC
"""  # noqa: S608

_INSERT = """
INSERT INTO mail_text_version (occasion, language, no, subject, heading, body, at, by_id, by_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING no
"""
