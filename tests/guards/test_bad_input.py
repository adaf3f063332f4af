"""Bad input on every route: whatever comes, the answer is a clear refusal, never a 5xx, and nobody else waits.

Each kind is tried at a part of the doors, each day at another, and every day several kinds at each door; all at all of
them with EXAMPLES=all.
"""

import gc
import json
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
import pytest
from tests_depth import in_turn

from tests_doors import NOWHERE, Door, all_doors

OURS = ("polydesk", "tenants", "portal", "surveys", "billing")

TEXTS = {
    "empty": "",
    "blank": " \t\n\u3000",
    "huge": "x" * 200_000,
    "long word": "W" * 10_000,
    "nul": "a\x00b",
    "right to left": "\u202eevil\u202c \u200f\u200e\u2066",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg/onload=1>",
    "template": "{{ 7*7 }} {% raw %} ${7*7} %(name)s {0}",
    "sql": "'; DROP TABLE ticket; -- \\",
    "number": "99999999999999999999999999",
    "negative": "-1",
    "id": str(NOWHERE),
    "emoji": "🫖" * 500 + "\u0301" * 300,
    "header": "a\r\nSet-Cookie: x=1",
}
RAW_BODIES = {
    "not utf-8": ("application/x-www-form-urlencoded", b"email=%FF%FE&subject=%ED%A0%80&message=%C0%80"),
    "lone percent": ("application/x-www-form-urlencoded", b"email=%&%=%zz&&&=&=="),
    "deep json": ("application/json", b"[" * 100_000 + b"]" * 100_000),
    "json of another shape": ("application/json", json.dumps({"email": [{"a": None}], "id": {}}).encode()),
    "multipart without boundary": ("multipart/form-data", b"--x\r\n\r\n"),
    "multipart cut off": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\nab',
    ),
    "multipart lies": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="../../x<svg onload=1>.html"\r\n\r\n<b>\r\n--x--\r\n',
    ),
    "many fields": ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(5000))),
    "unknown type": ("application/x-nonsense", b"\x00\x01\x02"),
    "odd charset": ("application/x-www-form-urlencoded; charset=utf-7", b"email=+ADw-script"),
}
# Each is read by another part of the product, so that they come together.
HEADERS = {
    "accept-language": "xx-YY;q=9,;;;,*;q=nan," + "a" * 3000,
    "cookie": '__Host-desk-session="; __Host-portal-session=%00; language=../..; theme=<x>; =; a',
    "hx-request": "true",
    "hx-target": "<script>",
    "hx-current-url": "javascript:1",
    "accept": "application/json;q=x, */*;;;",
    "if-none-match": '"' + "x" * 5000,
    "range": "bytes=9-1",
    "if-modified-since": "never",
}
QUIET = ("stream",)
PARTS = 7  # of the doors; there are twice as many texts, and more bodies
TOO_LARGE = b"a=" + b"x" * 2_000_000


@pytest.fixture(scope="module")
def names(product: Any) -> list[str]:
    """Every field name that any form of the product knows."""
    gc.collect()
    structs = [kind for kind in _below(msgspec.Struct) if kind.__module__.startswith(OURS)]
    return sorted(
        {field.encode_name for kind in structs for field in msgspec.structs.fields(kind)} | {"files", "q", "next"}
    )


def _below(kind: type) -> list[type]:
    return [found for child in kind.__subclasses__() for found in (child, *_below(child))]


def people(cast: Any, door: Door) -> Any:
    if door.host == "platform":
        return cast.platform
    return cast.acme.olga if door.who.startswith("member") else cast.acme.carl


def doors(*methods: str) -> list[Door]:
    return [door for door in all_doors() if door.method in methods and not any(word in door.path for word in QUIET)]


def address(door: Door, text: str = "") -> str:
    filled = {"number": 1, "int": 1, "uuid": NOWHERE, "lang": "en", "language": "en"}
    return door.address(**(filled | {"str": quote(text[:300], safe="")} if text else filled))


@pytest.mark.parametrize("kind", sorted(TEXTS))
async def test_it_answers_every_form_however_it_is_filled(cast: Any, names: list[str], kind: str) -> None:
    few = ("email", "subject", "message", "name", "q", "body")
    filled = urlencode(dict.fromkeys(names[:190] if len(TEXTS[kind]) < 5000 else few, TEXTS[kind])).encode()
    assert await failures_of(cast, filled, "application/x-www-form-urlencoded", list(TEXTS).index(kind)) == []


@pytest.mark.parametrize("kind", sorted(RAW_BODIES))
async def test_it_answers_every_body_however_it_is_made(cast: Any, kind: str) -> None:
    content_type, body = RAW_BODIES[kind]
    assert await failures_of(cast, body, content_type, list(RAW_BODIES).index(kind)) == []


async def failures_of(cast: Any, body: bytes, content_type: str, turn: int) -> list[tuple[str, int]]:
    """Sends it to the doors that take a body and whose turn it is; which of them failed."""
    failed = []
    for door in in_turn(doors("POST", "PUT", "PATCH", "DELETE"), turn, parts=PARTS):
        answer = await people(cast, door).client.request(
            door.method, address(door), content=body, headers={"content-type": content_type}
        )
        if answer.status_code >= 500:
            failed.append((str(door), answer.status_code))
    return failed


@pytest.mark.parametrize("kind", sorted(TEXTS))
async def test_it_answers_every_address_however_it_is_written(cast: Any, names: list[str], kind: str) -> None:
    failed = []
    query = urlencode(dict.fromkeys((*names[:40], "q", "view", "after", "page"), TEXTS[kind][:60]))
    for door in in_turn(doors("GET"), list(TEXTS).index(kind), parts=PARTS):
        answer = await people(cast, door).get(f"{address(door, TEXTS[kind])}?{query}")
        if answer.status_code >= 500:
            failed.append((str(door), answer.status_code))
    assert failed == []


async def test_it_answers_whatever_the_headers_say(cast: Any) -> None:
    failed = []
    for door in in_turn(doors("GET"), 0):
        answer = await people(cast, door).get(address(door), headers=HEADERS)
        if answer.status_code >= 500:
            failed.append((str(door), answer.status_code))
    assert failed == []


async def test_it_refuses_a_body_that_is_too_large_for_a_form(cast: Any) -> None:
    for door in in_turn(doors("POST"), 0):
        if "file" in door.path or "messages" in door.path or "tickets" in door.path:
            continue  # these take uploads, with a limit of their own
        answer = await people(cast, door).client.request(
            door.method,
            address(door),
            content=TOO_LARGE,
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code < 500, door


async def test_it_escapes_what_people_type(cast: Any) -> None:
    for door in doors("GET"):
        answer = await people(cast, door).get(
            f"{address(door)}?q={quote(TEXTS['script'])}&next={quote(TEXTS['script'])}"
        )
        assert "<script>alert(1)" not in answer.text, door
        assert "<svg/onload" not in answer.text, door
