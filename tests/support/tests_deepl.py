"""A twin of DeepL: a real server on loopback that answers as its documents say, and misbehaves when it is told to."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

KEY = "0123456789abcdef-twin:fx"
WORDS = {"Delivery": "Consegna", "Open": "Aperto", "Repairs": "Riparazioni"}


class Twin(ThreadingHTTPServer):
    """`status` is what it answers instead of translating, `loses` whether tags get lost; `asked` are the requests."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.status = 200
        self.loses = False
        self.asked: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Twin

    def do_GET(self) -> None:
        self._answer({"character_count": 10, "character_limit": 500_000})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_json = "json" in self.headers["Content-Type"]
        asked = json.loads(body) if is_json else parse_qs(body)
        self.server.asked.append(asked)
        self._answer({"translations": [self._translated(text) for text in asked["text"]]})

    def _translated(self, text: str) -> dict[str, Any]:
        if self.server.loses:
            text = re.sub("<[^>]*>", "", text)
        said = WORDS.get(text, re.sub(r"\bthe\b", "il", text))
        return {"detected_source_language": "EN", "text": said, "billed_characters": str(len(text))}

    def _answer(self, content: dict[str, Any]) -> None:
        is_known = self.headers.get("Authorization") == f"DeepL-Auth-Key {KEY}"
        self.send_response(self.server.status if is_known else 403)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_args: Any) -> None:
        pass


@contextmanager
def twin() -> Iterator[Twin]:
    server = Twin()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
