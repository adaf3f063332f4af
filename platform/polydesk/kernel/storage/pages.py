"""The addresses of files on a tenant's host: sending one ahead of its form, taking it back, reading it.

`POST /files` takes a file of a form (field `file`) and answers `{"id": claim, …}`; or it takes `{"name", "size"}` and
answers where to send the bytes, after which `POST /files/{claim}/completion` examines them. Reading needs a signed link,
which asks for no cookie, unless the file is public or its guard knows the reader.
"""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, delete, get, post
from litestar.params import FromPath
from litestar.response import Stream

from i18n import _
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import BadRequest, NotFound, TooMany
from polydesk.kernel.storage import signing
from polydesk.kernel.storage.claims import file_id_of, give_back
from polydesk.kernel.storage.filenames import disposition
from polydesk.kernel.storage.files import SENTENCES, StoredFile, file_of
from polydesk.kernel.storage.guarding import demand_reader
from polydesk.kernel.storage.keeping import open_bytes, receive
from polydesk.kernel.storage.limits import FILE_BYTES
from polydesk.kernel.storage.links import served_type
from polydesk.kernel.storage.rationing import may_send
from polydesk.kernel.storage.refusals import BadLink, FileRefused, no_room_left
from polydesk.kernel.storage.uploading import accept, begin, finish
from polydesk.kernel.web import read_form

# One file and the form around it.
ONE_FILE = FILE_BYTES + 100_000
# What everybody may read may be closed to them tomorrow: caches between us and the reader ask again soon. What only this
# reader may read stays in their browser, which asks each time.
CACHED: dict[str, str] = {"everybody": "public, max-age=86400, s-maxage=300", "reader": "private, no-cache"}
NOTHING_RUNS = "default-src 'none'; sandbox"

AnyRequest = Request[Any, Any, Any]


class Announcement(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    size: int


class NoFields(msgspec.Struct):
    """A form of which only the files count."""


class FilePages(Controller):
    path = "/files"

    @post(request_max_body_size=ONE_FILE, status_code=201)
    async def create(self, request: AnyRequest) -> Response[Any]:
        if request.headers.get("content-type", "").startswith("application/json"):
            return await _announced(await request.body())
        sent = (await read_form(request, NoFields)).files("file")
        if not sent:
            raise BadRequest(_("There was no file in what you sent."))
        return await _told((await receive(sent[:1]))[0])

    @post("/{claim:str}/completion", status_code=201)
    async def complete(self, claim: FromPath[str]) -> Response[Any]:
        return await _told(await finish(_claimed(claim)))

    @post("/{file:str}/content", request_max_body_size=ONE_FILE, status_code=204)
    async def upload(self, request: AnyRequest, file: FromPath[str]) -> None:
        """Where the folder store's upload links lead."""
        form = await read_form(request, NoFields)
        file_id = _id(file)
        if not signing.may_upload(file_id, {name: form.value(name) for name in ("size", "until", "signature")}):
            raise BadLink
        await accept(file_id, form.files("file"), size=int(form.value("size")))

    @delete("/{claim:str}")
    async def destroy(self, claim: FromPath[str]) -> None:
        if not await give_back(claim):
            raise NotFound

    @get("/{file:str}")
    async def show(self, request: AnyRequest, file: FromPath[str]) -> Response[Any]:
        file_id = _id(file)
        query = {name: str(value) for name, value in request.query_params.items()}
        if "signature" not in query:
            return await _lasting(request, file_id)
        if not signing.may_download(file_id, query):
            raise BadLink
        found = await file_of(file_id)
        inline = found.inline and query["as"] == "inline"
        return await _stream(found, inline=inline, cached="private, max-age=300")


async def _announced(body: bytes) -> Response[Any]:
    try:
        wanted = msgspec.json.decode(body, type=Announcement)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRequest from None
    if not await may_send(1):
        raise TooMany(SENTENCES["too_often"])
    upload = await begin(wanted.name, wanted.size)
    claim = f"{upload.file_id}.{signing.claim_signature(upload.file_id)}"
    sending = {"url": upload.url, "method": upload.method, "fields": upload.fields}
    return Response({"id": claim, "upload": sending}, status_code=201)


async def _told(file: StoredFile) -> Response[Any]:
    if file.reason == "too_often":
        raise TooMany(SENTENCES["too_often"])
    if file.reason == "no_room":
        raise await no_room_left()
    if not file.is_stored:
        raise FileRefused(SENTENCES.get(file.reason or ""))
    told = {"id": file.claim, "name": file.name, "bytes": file.bytes, "state": file.state, "inline": file.inline}
    return Response(told, status_code=201)


async def serve_public(file_id: UUID) -> Stream:
    """A public file, cacheable for ever under its id. Raises NotFound."""
    file = await file_of(file_id)
    if file.guard or not (file.public and file.is_stored):
        raise NotFound
    return await _stream(file, inline=file.inline, cached="public, max-age=31536000, immutable")


async def _lasting(request: AnyRequest, file_id: UUID) -> Response[Any]:
    """A file at its own address, for whoever may read it now. Its bytes never change, so its id is its tag."""
    file = await file_of(file_id)
    if file.guard is None:
        return await serve_public(file_id)
    cached, tag = CACHED[await demand_reader(file)], f'"{file_id}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers={"Cache-Control": cached, "ETag": tag})
    answer = await _stream(file, inline=file.inline, cached=cached)
    answer.headers["ETag"] = tag
    return answer


async def _stream(file: StoredFile, *, inline: bool, cached: str) -> Stream:
    pieces = open_bytes(file.id)
    # The first piece now, while the answer can still become a refusal.
    first = await anext(pieces, None)
    if first is None or not file.is_stored:
        raise NotFound
    return Stream(
        _from(first, pieces),
        media_type=served_type(file),
        headers={
            "Content-Disposition": disposition(file.name, inline=inline),
            "Content-Length": str(file.bytes),
            "Content-Security-Policy": NOTHING_RUNS,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": cached,
        },
    )


async def _from(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


def _id(text: str) -> UUID:
    file_id = to_id(text)
    if file_id is None:
        raise NotFound
    return file_id


def _claimed(claim: FromPath[str]) -> UUID:
    file_id = file_id_of(claim)
    if file_id is None:
        raise NotFound
    return file_id
