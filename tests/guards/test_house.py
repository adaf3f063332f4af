"""House rules of the web: strangers get 421, every answer carries its headers, foreign sites change nothing."""

from typing import Any


async def test_it_answers_health_on_any_host(cast: Any) -> None:
    answer = await cast.acme.visitor.get("/readyz", headers={"host": "nobody.example"})
    assert (answer.status_code, answer.text) == (200, "ready")


async def test_it_sends_strangers_away(cast: Any) -> None:
    answer = await cast.acme.visitor.get("/", headers={"host": "nobody.example"})
    assert answer.status_code == 421
    assert "content-security-policy" in answer.headers


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
