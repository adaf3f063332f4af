"""Pages that visitors share: what is shared, and what an answer meant for one reader says to caches in between."""

from typing import Any

from polydesk.kernel.ids import new_id
from polydesk.kernel.web import page_cache
from polydesk.kernel.web.page_cache import PageCache

PAGE = b"<p>Hello</p>" * 50
PRIVATE = (b"cache-control", b"private, no-store")


async def _ask(app: Any, path: str, query: bytes = b"", **headers: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asked = [(b"host", b"acme.localhost"), *((name.replace("_", "-").encode(), v) for name, v in headers.items())]
    scope: Any = {"type": "http", "method": "GET", "path": path, "query_string": query, "headers": asked}
    await PageCache(app)(scope, None, send)  # type: ignore[arg-type]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], dict(sent[0]["headers"]), body


def _app(*headers: tuple[bytes, bytes], meanwhile: Any = None, keep: Any = page_cache.keep) -> Any:
    """A handler that wishes its page to be kept, and counts how often it is asked."""
    tenant, calls = new_id(), []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        calls.append(1)
        keep(tenant)
        if meanwhile:
            meanwhile(tenant)
        await send({"type": "http.response.start", "status": 200, "headers": [PRIVATE, *headers]})
        await send({"type": "http.response.body", "body": PAGE, "more_body": False})

    app.calls = calls  # type: ignore[attr-defined]
    return app


async def test_the_second_reader_gets_the_same_bytes_without_another_rendering() -> None:
    app = _app()
    path = f"/{new_id()}"
    first, second = await _ask(app, path), await _ask(app, path)
    assert first == second
    assert first[1][b"cache-control"].startswith(b"public")
    assert len(app.calls) == 1


async def test_a_question_that_comes_again_is_answered_from_memory_and_no_other_page_with_a_query_is() -> None:
    answers, page = _app((b"vary", b"HX-Request"), keep=page_cache.keep_answer), _app()
    path = f"/{new_id()}"
    for query in (b"q=lamp", b"q=lamp", b"q=kettle", b"q=lamp", b"q=" + b"x" * 400, b"q=" + b"x" * 400):
        _status, headers, body = await _ask(answers, path, query)
        assert (body, b"HX-Request" in headers[b"vary"]) == (PAGE, True)
    assert len(answers.calls) == 5
    for _time in range(3):
        await _ask(page, f"{path}/page", b"said=saved")
    assert len(page.calls) == 3


async def test_an_answer_with_a_cookie_stays_between_two() -> None:
    app = _app((b"set-cookie", b"language=it"))
    path = f"/{new_id()}"
    for _time in range(2):
        status, headers, body = await _ask(app, path, accept_encoding=b"br")
        assert (status, body) == (200, PAGE)
        assert headers[b"cache-control"] == PRIVATE[1]
        assert headers[b"set-cookie"] == b"language=it"
        assert b"etag" not in headers
    assert len(app.calls) == 2


async def test_what_changed_while_it_was_written_is_shared_with_nobody() -> None:
    app = _app(meanwhile=page_cache.drop)
    path = f"/{new_id()}"
    _status, headers, body = await _ask(app, path)
    assert body == PAGE
    assert headers[b"cache-control"] == PRIVATE[1]
    await _ask(app, path)
    assert len(app.calls) == 2
