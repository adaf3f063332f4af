"""A mailbox that speaks as much IMAP as a client of ours says: to be put on a port of this process."""

import asyncio
import re
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """`mails` by their numbers; `seen` those that somebody has marked as read."""

    password: str = "open sesame"
    validity: int = 7
    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    port: int = 0
    _server: asyncio.Server | None = None

    async def open(self) -> "Mailbox":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def close(self) -> None:
        assert self._server is not None
        self._server.close()

    def put(self, content: bytes) -> None:
        self.mails[max(self.mails, default=0) + 1] = content

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        while line := await reader.readline():
            tag, _space, command = line.decode().strip().partition(" ")
            for answer in self._answers(command):
                writer.write(answer)
            verdict = self._verdict(command)
            writer.write(f"{tag} {verdict}\r\n".encode())
            await writer.drain()
            if command.upper().startswith("LOGOUT"):
                break
        writer.close()

    def _verdict(self, command: str) -> str:
        wrong = command.upper().startswith("LOGIN") and self.password not in command
        return "NO [AUTHENTICATIONFAILED] Invalid credentials" if wrong else "OK done"

    def _answers(self, command: str) -> list[bytes]:
        words = command.upper()
        if words.startswith("CAPABILITY"):
            return [b"* CAPABILITY IMAP4rev1\r\n"]
        if words.startswith("SELECT"):
            return [
                f"* {len(self.mails)} EXISTS\r\n".encode(),
                f"* OK [UIDVALIDITY {self.validity}] UIDs valid\r\n".encode(),
            ]
        if words.startswith("STATUS"):
            return [f'* STATUS "INBOX" (UIDVALIDITY {self.validity})\r\n'.encode()]
        if words.startswith("LOGOUT"):
            return [b"* BYE\r\n"]
        if words.startswith("UID SEARCH"):
            return [("* SEARCH " + " ".join(map(str, self._found(words)))).encode() + b"\r\n"]
        number = int((re.search(r"UID (?:FETCH|STORE) (\d+)", words) or ["", "0"])[1])
        if words.startswith("UID STORE"):
            self.seen.add(number)
        if words.startswith("UID FETCH"):
            content = self.mails[number]
            return [f"* 1 FETCH (UID {number} BODY[]<0> {{{len(content)}}}\r\n".encode() + content + b")\r\n"]
        return []

    def _found(self, words: str) -> list[int]:
        """A real server, too, answers `9:*` with its last one, when there is none after that."""
        since = re.search(r"UID (\d+):\*", words)
        if since is None:
            return sorted(self.mails)
        return [number for number in self.mails if number >= int(since[1])] or sorted(self.mails)[-1:]
