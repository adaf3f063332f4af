"""The operator's page of jobs says how they stand and gives dead letters another life."""

import httpx
import pytest
from litestar import Router

from polydesk.kernel import unit
from polydesk.kernel.outbox import GiveUp, drain, enqueue
from polydesk.kernel.outbox.pages import DeadLetterPages
from polydesk.kernel.web import anyone

BROWSER = {"sec-fetch-site": "same-origin", "accept": "text/html", "accept-language": "en"}
HTMX = {"hx-request": "true"}


@pytest.fixture(scope="module")
def pages(database):
    """The page alone; who may enter is tried with the routes."""
    from polydesk import app, routes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routes, "platform", lambda: [Router("/", guards=[anyone], route_handlers=[DeadLetterPages])])
        return app.create_app()


@pytest.fixture
async def operator(pages):
    """Somebody at the page."""
    transport = httpx.ASGITransport(app=pages, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=BROWSER) as browser:
        yield browser


@pytest.fixture
async def letter(tenant, new_job):
    @new_job()
    async def fail(word: str) -> None:
        raise GiveUp("<b>relay refused</b>")

    async with unit.tenant(tenant):
        number = await enqueue(fail, word="<script>")
    await drain(tenant, strict=False)
    return number


async def test_it_shows_each_dead_letter_with_its_reason(operator, letter):
    page = await operator.get("/operator/jobs")
    assert page.status_code == 200
    assert f"letter-{letter}" in page.text
    assert "GiveUp: &lt;b&gt;relay refused&lt;/b&gt;" in page.text
    assert '<script>"' not in page.text


async def test_it_answers_htmx_with_the_figures_alone(operator):
    page = await operator.get("/operator/jobs", headers=HTMX)
    assert page.text.lstrip().startswith('<section id="jobs-standing"')


async def test_it_replays(operator, tenant, rows, letter):
    answer = await operator.post(f"/operator/jobs/{letter}/replay")
    assert (answer.status_code, answer.headers["location"]) == (303, "/operator/jobs")
    assert await rows(tenant, "state", "attempt") == [("pending", 0)]


async def test_it_answers_htmx_with_the_regions_that_change(operator, letter):
    answer = await operator.post(f"/operator/jobs/{letter}/discard", headers=HTMX)
    assert answer.status_code == 200
    assert f"letter-{letter}" not in answer.text
    assert answer.text.count("hx-swap-oob") == 3


async def test_it_replays_all(operator, tenant, rows, letter):
    await operator.post("/operator/jobs/replays")
    assert await rows(tenant, "state") == ["pending"]


async def test_it_says_that_somebody_was_quicker(operator, letter):
    await operator.post(f"/operator/jobs/{letter}/discard")
    answer = await operator.post(f"/operator/jobs/{letter}/replay")
    assert answer.status_code == 409
    assert "in the meantime" in answer.text


async def test_it_says_when_jobs_are_stuck(operator, tenant):
    async with unit.platform():
        await unit.execute(
            "INSERT INTO outbox (tenant_id, id, job, due) VALUES ($1, gen_random_uuid(), 'x', now() - interval '1 h')",
            tenant,
        )
    page = await operator.get("/operator/jobs")
    assert "Jobs are stuck" in page.text


async def test_it_is_in_the_figures_for_prometheus(product, tenant, letter):
    transport = httpx.ASGITransport(app=product, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as prometheus:
        figures = (await prometheus.get("/metrics")).text
    assert 'polydesk_outbox_rows{state="dead"}' in figures
    assert "polydesk_outbox_oldest_job_seconds" in figures
    assert "polydesk_outbox_lag_seconds" in figures


async def test_it_is_nothing_to_passers_by(product):
    transport = httpx.ASGITransport(app=product, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=BROWSER) as stranger:
        page = await stranger.get("/operator/jobs")
    assert (page.status_code, page.headers["location"]) == (303, "/signin?next=/operator/jobs")
