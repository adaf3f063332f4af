"""The files the browser gets: their hashed addresses, the icons drawn into pages, the route that serves from memory.

`python -m polydesk.kernel.web.build_assets` makes them. A name is `portal.css`, its address `/assets/portal.3f2a….css`.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import Markup, escape

STATIC = Path(__file__).parent / "static"
PACKAGE = Path(__file__).parents[4] / "build" / "assets" / "node_modules" / "@tabler" / "icons" / "icons"
BUILD_FIRST = "The browser's files are not built: run `python -m polydesk.kernel.web.build_assets` (or `make setup`)."
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
ROUND = 'stroke-linecap="round" stroke-linejoin="round"'
# Drawings that lead somewhere along the line of writing; the style sheet turns them around where that runs to the left.
MIRRORED = re.compile(
    r"(arrows?|chevrons?|corner)-.*(left|right|back|forward).*|log(in|out)(-2)?|(check)?list(-(?!numbers).+)?|file-(ex|im)port"
    r"|send|external-link|outbound|door-exit|directions|mail-fast|truck-delivery|run|notes|reorder"
)
FOREVER = "public, max-age=31536000, immutable"


class NotBuilt(RuntimeError):
    def __init__(self) -> None:
        super().__init__(BUILD_FIRST)


@dataclass(frozen=True)
class Asset:
    body: bytes
    content_type: str
    packed: dict[str, bytes]

    def best_for(self, accept_encoding: str) -> tuple[bytes, str | None]:
        accepted = _accepted(accept_encoding)
        for encoding in ("br", "gzip"):
            if encoding in accepted and encoding in self.packed:
                return self.packed[encoding], encoding
        return self.body, None


def asset(name: str) -> str:
    """The address of the present version; of the mirrored style sheet too: `asset("portal.rtl.css")`."""
    return f"/assets/{_names()[name]}"


def body_of(name: str) -> bytes:
    """For what has to lie at an address of its own, and so may not be kept for ever."""
    return _assets()[_names()[name]].body


def icon(name: str, label: str | None = None) -> Markup:
    """A drawing of tabler-icons, the filled ones as `star-filled`. Silent for screen readers unless labelled."""
    return _icon(name) if not label else _drawing(name, f'role="img" aria-label="{escape(label)}"')


@cache
def _icon(name: str) -> Markup:
    return _drawing(name, 'aria-hidden="true"')


def _drawing(name: str, says: str) -> Markup:
    strokes = _icons().get(name) or _unlisted_icon(name)
    paint = 'fill="currentColor"' if name.endswith("-filled") else 'fill="none" stroke="currentColor" stroke-width="2"'
    frame = f'class="{_class_of(name)}" width="20" height="20" viewBox="0 0 24 24" {paint} {ROUND} {says}'
    return Markup(f"<svg {frame}>{strokes}</svg>")  # The strokes come from the package, the label is escaped.


def _class_of(name: str) -> str:
    return "icon icon-flip" if MIRRORED.fullmatch(name) else "icon"


@cache
def drawn(name: str) -> Markup:
    """A reference to a drawing of `drawings` on the same page: a fifth of the bytes, for what stands in every row."""
    return Markup(f'<svg class="{_class_of(name)} drawn" aria-hidden="true"><use href="#i-{name}"/></svg>')


@cache
def drawings(names: tuple[str, ...]) -> Markup:
    """The outlines that a page refers to by `drawn`."""
    symbols = [
        f'<symbol id="i-{name}" viewBox="0 0 24 24">{_icons().get(name) or _unlisted_icon(name)}</symbol>'
        for name in names
    ]
    return Markup(f"<div hidden><svg>{''.join(symbols)}</svg></div>")


def read_all() -> None:
    """Reads every file now, so that a build beneath a running program changes nothing for it."""
    _icons()
    _assets()


@get("/assets/{name:str}", include_in_schema=False)
async def serve_asset(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    found = _assets().get(name)
    if found is None:
        raise NotFoundException
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    body, encoding = found.best_for(request.headers.get("accept-encoding", ""))
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, headers=headers, media_type=found.content_type)


@cache
def _names() -> dict[str, str]:
    try:
        manifest = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotBuilt from None
    return dict(manifest["files"])


@cache
def _icons() -> dict[str, str]:
    try:
        return dict(json.loads((STATIC / "icons.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise NotBuilt from None


@cache
def _unlisted_icon(name: str) -> str:
    """In a checkout an icon just written into a template comes from the package, until the next build lists it."""
    kind, stem = ("filled", name.removesuffix("-filled")) if name.endswith("-filled") else ("outline", name)
    try:
        drawing = (PACKAGE / kind / f"{stem}.svg").read_text(encoding="utf-8")
    except OSError:
        raise LookupError(f"There is no icon {name!r} in @tabler/icons, or the files are not built.") from None
    return drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]


@cache
def _assets() -> dict[str, Asset]:
    return {hashed: _read(STATIC / hashed) for hashed in _names().values()}


def _read(path: Path) -> Asset:
    packed = {
        encoding: path.with_name(path.name + suffix).read_bytes()
        for encoding, suffix in (("br", ".br"), ("gzip", ".gz"))
        if path.with_name(path.name + suffix).is_file()
    }
    return Asset(path.read_bytes(), TYPES.get(path.suffix, "application/octet-stream"), packed)


def _accepted(header: str) -> set[str]:
    """Codings the browser takes; `br;q=0` is a refusal."""
    accepted = set()
    for offer in header.lower().split(","):
        coding, _, parameters = offer.strip().partition(";")
        if parameters.replace(" ", "").removeprefix("q=") not in {"0", "0.0", "0.00", "0.000"}:
            accepted.add(coding.strip())
    return accepted
