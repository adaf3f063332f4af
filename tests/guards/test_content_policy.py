"""The policy of pages: strict, opened as far as a page says why, and to the store that files go to straight away."""

from dataclasses import replace
from typing import Any

import pytest

from polydesk.kernel.settings import settings
from polydesk.kernel.web import content_policy
from polydesk.kernel.web.content_policy import policy


def directives(text: str) -> dict[str, str]:
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in text.split(";"))}


def test_it_opens_nothing_without_a_reason() -> None:
    strict = directives(policy())
    assert strict["form-action"] == strict["connect-src"] == "'self'"
    assert strict["frame-ancestors"] == strict["default-src"] == "'none'"


@pytest.mark.parametrize(
    ("reason", "name", "opened"),
    [("leads_on", "form-action", "'self' http://*.localhost:8000"), ("framed", "frame-ancestors", "'self'")],
)
def test_it_opens_one_thing_for_one_reason(reason: str, name: str, opened: str) -> None:
    assert directives(policy(**{reason: True})) == directives(policy()) | {name: opened}


@pytest.mark.parametrize("reasons", [{}, {"leads_on": True}, {"framed": True}])
def test_every_page_reaches_the_store(monkeypatch: pytest.MonkeyPatch, reasons: dict[str, Any]) -> None:
    store = replace(settings(), s3_endpoint="https://store.example", s3_bucket="files")
    monkeypatch.setattr(content_policy, "settings", lambda: store)
    found = directives(policy(**reasons))
    assert "https://store.example" in found["img-src"].split()
    assert found["connect-src"] == "'self' https://store.example"


@pytest.mark.parametrize("path", ["/signup", "/signin", "/signin/link", "/password/reset"])
async def test_forms_of_the_platform_lead_to_every_desk(cast: Any, path: str) -> None:
    answer = await cast.platform.get(path)
    assert "form-action 'self' http://*.localhost:8000;" in answer.headers["content-security-policy"]
