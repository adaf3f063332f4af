"""House rules of the web: strangers get 421, every answer carries its headers, foreign sites change nothing."""

import re
from pathlib import Path
from typing import Any

import pytest

from polydesk.kernel.settings import settings

HOUSE = Path(__file__).parents[2]


async def test_it_answers_health_on_any_host(cast: Any) -> None:
    answer = await cast.acme.visitor.get("/readyz", headers={"host": "nobody.example"})
    assert (answer.status_code, answer.text) == (200, "ready")


async def test_it_sends_strangers_away(cast: Any) -> None:
    answer = await cast.acme.visitor.get("/", headers={"host": "nobody.example"})
    assert answer.status_code == 421
    assert "content-security-policy" in answer.headers
    assert f'href="{settings().base_url}"' in answer.text, "the first page of a host where nobody lives is no way out"


@pytest.mark.parametrize(
    ("path", "status"), [("/en/", 200), ("/healthz", 200), ("/robots.txt", 200), ("/desk", 303), ("/nothing-here", 404)]
)
async def test_it_says_without_the_body_what_is_there(cast: Any, path: str, status: int) -> None:
    client = cast.acme.visitor.client
    asked, told = await client.get(path), await client.head(path)
    assert (told.status_code, told.content) == (status, b"")
    assert [told.headers.get(name) for name in ("content-type", "location")] == [
        asked.headers.get(name) for name in ("content-type", "location")
    ]


async def test_it_gives_a_page_for_an_unknown_address(cast: Any) -> None:
    answer = await cast.acme.visitor.get("/nothing-here")
    assert answer.status_code == 404
    assert "text/html" in answer.headers["content-type"]


async def test_it_gives_problem_json_to_programs(cast: Any) -> None:
    answer = await cast.acme.visitor.get("/nothing-here", headers={"accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


async def test_it_refuses_what_another_site_sends(cast: Any) -> None:
    answer = await cast.acme.visitor.post("/nothing-here", headers={"sec-fetch-site": "same-site"})
    assert answer.status_code == 403


def test_what_is_missing_in_a_form_is_asked_for_in_the_readers_language() -> None:
    """Browsers would ask in a language of their own, for one thing at a time, and before the page can say why."""
    parts = ("platform", "tenants", "portal", "surveys", "billing")
    pages = [page for part in parts for page in (HOUSE / part).rglob("templates/**/*.html")]
    asked_by_browsers = [
        (page.name, form[:80])
        for page in pages
        for form in re.findall(r"<form\b.*?</form>", page.read_text(), re.DOTALL)
        if re.search("required=true", form, re.IGNORECASE) and "novalidate" not in form
    ]
    assert len(pages) > 100
    assert asked_by_browsers == []
