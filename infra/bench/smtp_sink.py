"""A mail server that takes everything over and keeps nothing but a count of each Message-ID: one process of its own, so
that a bench of mails measures the product and not its listener. Prints its port; `count` and `to <address>` ask it what
it took so far, and it says all when its input ends.
"""

import asyncio
import json
import sys
from collections import Counter


class Line(asyncio.Protocol):
    """One conversation, as quick as it can be led."""

    def __init__(self, taken: Counter[str], addresses: set[str]) -> None:
        self.taken, self.addresses, self.buffer, self.in_data = taken, addresses, b"", False
        self.recipient = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._say(b"220 sink")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while True:
            end = b"\r\n.\r\n" if self.in_data else b"\r\n"
            head, found, rest = self.buffer.partition(end)
            if not found:
                return
            self.buffer = rest
            if self.in_data:
                self._take(head)
            else:
                self._answer(head[:4].upper(), head)

    def _answer(self, verb: bytes, line: bytes) -> None:
        if verb == b"EHLO":
            self._say(b"250-sink\r\n250-SMTPUTF8\r\n250 8BITMIME")
        elif verb == b"DATA":
            self.in_data = True
            self._say(b"354 go on")
        elif verb == b"QUIT":
            self._say(b"221 bye")
            self.transport.close()
        else:
            if verb == b"RCPT":
                self.recipient = line.partition(b"<")[2].partition(b">")[0].decode()
            self._say(b"250 ok")

    def _take(self, content: bytes) -> None:
        self.in_data = False
        after = content.partition(b"Message-ID:")[2]
        self.taken[after.partition(b"\r\n")[0].strip().decode()] += 1
        self.addresses.add(self.recipient)
        self._say(b"250 taken")

    def _say(self, words: bytes) -> None:
        self.transport.write(words + b"\r\n")


async def main() -> None:
    taken: Counter[str] = Counter()
    addresses: set[str] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(taken, addresses), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip() == "count":
            print(taken.total(), flush=True)
        elif line.startswith("to "):
            print(int(line[3:].strip() in addresses), flush=True)
    print(json.dumps({"mails": taken.total(), "different": len(taken)}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
