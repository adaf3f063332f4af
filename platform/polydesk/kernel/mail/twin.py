"""The mailbox twin: carries mails into a folder, where the browser can read them while no real transport is set.

One file per delivery, named by the Message-ID. A second delivery of the same mail becomes a second file, as it would
become a second mail in a real mailbox: a twin that hid doubles would prove nothing.
"""

import asyncio
import os
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default as PARSING
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

from polydesk.kernel.ids import new_id, to_id
from polydesk.kernel.mail.link_names import names_of_links
from polydesk.kernel.mail.message_ids import mail_id_in
from polydesk.kernel.mail.transports import Outcome, Parcel, Sent

LINK = re.compile(r"https?://[^\s<>()]+")


@dataclass(frozen=True)
class Caught:
    """A captured mail: `key` names it in the address of its page."""

    key: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def sender(self) -> str:
        return str(self.message["From"])

    @property
    def to(self) -> str:
        return str(self.message["To"])

    @property
    def date(self) -> datetime:
        return parsedate_to_datetime(str(self.message["Date"]))

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def links(self) -> list[str]:
        """The addresses in the text part, in their order."""
        return list(dict.fromkeys(LINK.findall(self.text)))

    @property
    def named_links(self) -> list[tuple[str, str]]:
        """Every address that the text part names, with the words under which the HTML part links it."""
        words = names_of_links(self.html)
        return [(address, words.get(address, "")) for address in self.links]

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return str(part.get_content()) if isinstance(part, EmailMessage) else ""

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if isinstance(part, EmailMessage) else ""


@dataclass(frozen=True)
class MailboxTwin:
    folder: Path

    async def send(self, parcel: Parcel) -> Outcome:
        return await asyncio.to_thread(self._keep, _name(parcel.message_id), parcel.content)

    async def remembers(self, message_id: str) -> bool | None:
        return await asyncio.to_thread((self.folder / _name(message_id)).exists)

    def newest(self, *, to: str = "", limit: int = 100) -> list[Caught]:
        """The latest mails, those whose recipient contains `to` where it is given."""
        wanted = to.strip().lower()
        # The names begin with UUIDv7, so their order is the order of time.
        paths = sorted(self.folder.glob("*.eml"), reverse=True)
        going = (path for path in paths if not wanted or wanted in _recipient(path))
        return [Caught(path.stem, _read(path)) for path in islice(going, limit)]

    def find(self, key: str) -> Caught | None:
        path = self.folder / f"{key}.eml"
        if to_id(key[:36]) is None or "/" in key or not path.is_file():
            return None
        return Caught(key, _read(path))

    def _keep(self, name: str, content: bytes) -> Outcome:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{new_id()}.part"
        draft.write_bytes(content)
        for number in range(1, 1000):
            target = self.folder / (name if number == 1 else name.replace(".eml", f"-again-{number}.eml"))
            try:
                os.link(draft, target)
            except FileExistsError:
                continue
            draft.unlink()
            return Sent(target.stem)
        raise RuntimeError("one mail was delivered a thousand times")


def _name(message_id: str) -> str:
    mail_id = mail_id_in(message_id)
    if mail_id is None:
        raise ValueError(f"not one of our Message-IDs: {message_id[:80]!r}")
    return f"{mail_id}.eml"


def _recipient(path: Path) -> str:
    """In lower case. Of each mail in the box the head alone is looked at, which takes a tenth of the time."""
    with path.open("rb") as file:
        head = BytesHeaderParser().parse(file)
    return str(make_header(decode_header(head["To"] or ""))).lower()


def _read(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=PARSING)
    assert isinstance(message, EmailMessage)
    return message
