"""The files of the browser: hashed, compressed, kept for ever, and small."""

import re
from collections.abc import Iterator

import brotli
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from polydesk.kernel.web.assets import STATIC, asset, icon, serve_asset

FIRST_VISIT = 50_000


@pytest.fixture(scope="module")
def browser() -> Iterator[TestClient[Litestar]]:
    with TestClient(Litestar([serve_asset], openapi_config=None)) as client:
        yield client


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_it_sends_what_the_browser_can_unpack(browser: TestClient[Litestar], coding: str) -> None:
    answer = browser.get(asset("portal.css"), headers={"Accept-Encoding": coding})
    assert answer.headers["content-encoding"] == coding
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text.startswith((":root", "@", "*"))


@pytest.mark.parametrize("accepts", ["", "identity", "br;q=0, gzip;q=0.0", "deflate"])
def test_it_sends_plain_bytes_to_whom_refuses_compression(browser: TestClient[Litestar], accepts: str) -> None:
    answer = browser.get(asset("portal.js"), headers={"Accept-Encoding": accepts})
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    "name", ["portal.css", "manifest.json", "icons.json", "..%2fassets.py", "portal.000000000000.css", "x" * 5000]
)
def test_it_knows_only_the_listed_files(browser: TestClient[Litestar], name: str) -> None:
    assert browser.get(f"/assets/{name}").status_code == 404


def test_both_copies_hold_the_same(browser: TestClient[Litestar]) -> None:
    address = asset("desk.js")
    plain = browser.get(address, headers={"Accept-Encoding": "identity"}).content
    assert brotli.decompress((STATIC / (address.rpartition("/")[2] + ".br")).read_bytes()) == plain


def test_the_portal_leaves_room_for_the_page_in_the_first_visit() -> None:
    weights = [len(_packed(name)) for name in ("portal.css", "portal.js", "favicon.svg")]
    assert sum(weights) <= FIRST_VISIT - 14_000
    assert weights[0] <= 15_000


def test_the_mirrored_sheet_mirrors() -> None:
    assert asset("portal.rtl.css") != asset("portal.css")


def test_drawings_that_lead_somewhere_are_turned_around_where_writing_is() -> None:
    for leading in ("arrow-right", "chevron-left", "send", "logout", "arrow-back-up", "list-search"):
        assert 'class="icon icon-flip"' in icon(leading)
    for standing in ("arrow-up", "search", "clock", "player-play", "check"):
        assert "icon-flip" not in icon(standing)


def test_it_draws_icons_silent_or_labelled() -> None:
    assert 'aria-hidden="true"' in icon("search")
    assert 'aria-label="&lt;Find&gt;"' in icon("search", "<Find>")
    assert 'fill="currentColor"' in icon("star-filled")


def test_it_says_which_icon_does_not_exist() -> None:
    with pytest.raises(LookupError, match="no-such-icon"):
        icon("no-such-icon")


def test_the_lock_file_names_no_registry() -> None:
    lock = (STATIC.parents[4] / "infra" / "assets" / "package-lock.json").read_text()
    assert not re.search(r'"resolved"', lock)


def _packed(name: str) -> bytes:
    return (STATIC / (asset(name).rpartition("/")[2] + ".br")).read_bytes()
