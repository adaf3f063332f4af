"""The S3 store, against moto's server; and a store that is away, hangs, or fails."""

import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from polydesk.kernel import storage
from polydesk.kernel.settings import settings
from polydesk.kernel.storage import keeping, links, sweeping, uploading
from polydesk.kernel.storage import s3 as s3_store
from polydesk.kernel.storage.s3 import PATIENCE, S3Store

MEMBER = ("member", UUID(int=7))


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> S3Store:
    """A store that is there is waited for as long as this machine takes; how long ours waits is tried without one."""
    monkeypatch.setattr(s3_store, "PATIENCE", PATIENCE.merge(Config(connect_timeout=60, read_timeout=60)))
    store = at(endpoint)
    store.client.create_bucket(Bucket=store.bucket)
    use(store, monkeypatch)
    return store


@pytest.fixture(autouse=True)
async def _inside_acme(acme: Any) -> AsyncIterator[None]:
    async with acme.unit():
        yield


async def test_it_keeps_lends_and_erases(s3: S3Store, acme: Any, part: Callable[..., Any], tmp_path: Path) -> None:
    (file,) = await storage.receive([part('a "b".html', b"<html>")], by=MEMBER)
    (key,) = [one.key for one in await s3.list_keys(f"t/{acme.id}/")]
    assert key == f"t/{acme.id}/{file.id}"
    assert b"".join([piece async for piece in storage.open_bytes(file.id)]) == b"<html>"
    answer = await browse("GET", storage.link(file))
    assert answer.content == b"<html>"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["content-type"] == "application/octet-stream"
    await sweeping.erase(acme.id, file.id)
    assert not await s3.fetch(key, tmp_path / "gone", limit=100)


async def test_it_shows_only_pictures(s3: S3Store, part: Callable[..., Any], picture: Callable[..., bytes]) -> None:
    (file,) = await storage.receive([part("p.png", picture())], by=MEMBER)
    answer = await browse("GET", storage.link(file))
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("inline; ")


async def test_a_link_ends_after_five_minutes(s3: S3Store, part: Callable[..., Any]) -> None:
    (file,) = await storage.receive([part("a.txt")], by=MEMBER)
    assert "X-Amz-Expires=300" in storage.link(file)


async def test_a_browser_sends_straight_to_the_store(s3: S3Store, acme: Any, picture: Callable[..., bytes]) -> None:
    content = picture("JPEG")
    upload = await storage.begin("p.jpg", len(content))
    assert str(upload.file_id) not in upload.fields["key"]
    sent = await browse("POST", upload.url, data=upload.fields, files={"file": content})
    assert sent.status_code in (200, 204)
    file = await storage.finish(upload.file_id)
    assert (file.is_stored, file.inline) == (True, True)
    assert [one.key for one in await s3.list_keys(f"t/{acme.id}/")] == [f"t/{acme.id}/{file.id}"]


async def test_it_fetches_no_more_than_it_may(s3: S3Store, part: Callable[..., Any], acme: Any, tmp_path: Path) -> None:
    (file,) = await storage.receive([part("a.txt", b"x" * 100)], by=MEMBER)
    key = f"t/{acme.id}/{file.id}"
    assert await s3.fetch(key, tmp_path / "all", limit=100)
    assert not await s3.fetch(key, tmp_path / "less", limit=99)


@pytest.mark.parametrize("trouble", ["away", "hanging", "failing"])
async def test_it_says_so_before_long_and_loses_no_text(
    trouble: str, monkeypatch: pytest.MonkeyPatch, part: Callable[..., Any]
) -> None:
    with broken_server(trouble) as address:
        use(at(address), monkeypatch)
        started = time.monotonic()
        (file,) = await storage.receive([part("a.txt")])
    assert time.monotonic() - started < 30, "it asked again, or waited longer than it was told"
    assert file.reason == "storage_down"
    assert "try again" in file.problem
    assert await storage.files_of([file.id]) == {}


def test_it_is_told_to_wait_no_longer_than_five_seconds() -> None:
    assert PATIENCE.connect_timeout + PATIENCE.read_timeout < 5
    assert PATIENCE.retries["total_max_attempts"] == 1


async def test_a_page_says_so_too(monkeypatch: pytest.MonkeyPatch, acme: Any) -> None:
    with broken_server("away") as address:
        use(at(address), monkeypatch)
        answer = await acme.visitor.post(
            "/files", files={"file": ("a.txt", b"hello")}, headers={"accept": "application/json"}
        )
    assert answer.status_code == 422
    assert "try again" in answer.json()["detail"]


async def browse(method: str, url: str, **named: Any) -> httpx.Response:
    async with httpx.AsyncClient(timeout=60) as client:
        return await client.request(method, url, **named)


def at(endpoint: str) -> S3Store:
    return S3Store.of(
        replace(settings(), s3_endpoint=endpoint, s3_bucket="files", s3_access_key="a", s3_secret_key="b")
    )


def use(store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (keeping, uploading, links, sweeping):
        monkeypatch.setattr(module, "store", lambda: store)


class broken_server:
    """A port where nobody listens, where nobody answers, or where the answer is 500."""

    def __init__(self, trouble: str) -> None:
        self.trouble = trouble

    def __enter__(self) -> str:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        if self.trouble == "hanging":
            self.socket.listen()
        self.server = self._failing() if self.trouble == "failing" else None
        port = self.server.server_port if self.server else self.socket.getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_error: object) -> None:
        self.socket.close()
        if self.server:
            self.server.shutdown()

    def _failing(self) -> Any:
        import threading
        from http.server import BaseHTTPRequestHandler, HTTPServer

        class Fails(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                self.send_response(500)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Fails)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server
