"""A DNS of one's own: a real server on this machine that answers over UDP as each scene wants."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from polydesk.kernel import resolving
from polydesk.kernel import settings as settings_module


@dataclass
class Twin(asyncio.DatagramProtocol):
    """`texts` and `leads` (CNAME) by name; a name in `silent` gets no answer, one in `broken` SERVFAIL."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: Any) -> None:
        query = dns.message.from_wire(data)
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        self.asked.append(name)
        if name not in self.silent:
            self.transport.sendto(self._answer(query, name).to_wire(max_size=65_535), address)

    def _answer(self, query: dns.message.Message, name: str) -> dns.message.Message:
        answer = dns.message.make_response(query, recursion_available=True)
        seen: set[str] = set()
        while name in self.leads and name not in seen:
            seen.add(name)
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", f"{self.leads[name]}."))
            name = self.leads[name]
        wild = "*." + name.partition(".")[2]
        found = self.texts.get(name, self.texts.get(wild, []))
        if name in self.broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found:
            quoted = [" ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text), 255)) for text in found]
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *quoted))
        elif not seen:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


@pytest.fixture
async def twin(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Twin]:
    """The resolver of this installation, for as long as the scene plays."""
    made = Twin()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: made, ("127.0.0.1", 0))
    at = "127.0.0.1:{}".format(transport.get_extra_info("sockname")[1])
    here = replace(settings_module.settings(), mail_dns=at)
    monkeypatch.setattr(resolving, "settings", lambda: here)
    # A machine with much other work is slow as well; whoever wants nobody to answer says so.
    monkeypatch.setattr(resolving, "PATIENCE_S", 60.0)
    yield made
    transport.close()
    resolving._resolver.cache_clear()
