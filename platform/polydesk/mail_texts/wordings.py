"""What tenants write in mails, for those who translate: each part of each mail is a text of its own."""

from i18n import LazyText, lazy
from i18n.texts import Texts
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import Kind, Phrase, Shape, declare
from polydesk.mail_texts import versions
from polydesk.mail_texts.checking import fault_of
from polydesk.mail_texts.occasions import occasion, occasions
from polydesk.mail_texts.refusals import FaultyText
from polydesk.mail_texts.versions import KIND, newest_of_all
from polydesk.mail_texts.words import LIMITS, PARTS, Part

NAMES: dict[Part, LazyText] = {
    "subject": lazy("Subject of “%(mail)s”"),
    "heading": lazy("Heading of “%(mail)s”"),
    "body": lazy("Text of “%(mail)s”"),
}
SHAPES: dict[Part, Shape] = {"subject": "line", "heading": "line", "body": "text"}


async def phrases() -> list[Phrase]:
    kept = await newest_of_all()
    return [
        Phrase(
            key=f"{one.name}.{part}",
            name=str(NAMES[part]) % {"mail": one.title},
            texts={
                code: version.words[part]
                for (name, code), version in kept.items()
                if name == one.name and version.words[part]
            },
            edited_at=f"/admin/mails/{one.name}",
            limit=LIMITS[part],
            shape=SHAPES[part],
            variables=one.allowed_in(part),
        )
        for one in occasions()
        for part in PARTS
    ]


async def save(key: str, texts: Texts) -> None:
    """Raises NotFound, FaultyText."""
    name, _dot, part = key.rpartition(".")
    if part not in PARTS:
        raise NotFound
    one = occasion(name)
    kept = {code: version for (of, code), version in (await newest_of_all()).items() if of == name}
    for code in {*texts, *kept}:
        text, present = texts.get(code, ""), kept.get(code, versions.Version(name, code))
        if text == present.words[part]:
            continue
        if fault := fault_of(one, part, text):
            raise FaultyText(fault)
        await versions.write(one, code, present.words.having(part, text), seen=present.no)


declare(Kind(KIND, lazy("E-mails to customers"), phrases, save))
