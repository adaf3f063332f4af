"""The API: programs read figures and ask for ratings with a token that an admin made, here and in no other company."""

import re
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests_surveys import survey_mails, ticket_of, tuesday_noon

from polydesk.api.bearer import GUESSES, OF_TOKEN
from polydesk.kernel import outbox, unit
from polydesk.kernel.clock import now, travel
from surveys import setting, setting_change

ASK = "/api/surveys/invitations"
REPORTS = (
    "/api/reports/tickets",
    "/api/reports/tickets/behind",
    "/api/reports/surveys",
    "/api/reports/surveys/answers",
)


async def made(acme: Any, *scopes: str, lasts: str = "0", name: str = "Warehouse") -> str:
    page = await acme.ada.post("/admin/access-tokens", {"name": name, "scope": list(scopes), "lasts": lasts})
    assert page.status_code == 200, page.text
    found = re.search(r"pdk_[\w-]{43}", page.text)
    assert found
    return found[0]


def bearing(token: str, **more: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}", "accept": "*/*", **more}


async def asks(who: Any, token: str, body: str, key: str = "order-1") -> Any:
    headers = bearing(token, **{"idempotency-key": key, "content-type": "application/json"})
    return await who.client.post(ASK, content=body, headers=headers)


async def only_programs_ask(acme: Any) -> None:
    async with acme.unit():
        present = await setting.setting()
        await setting_change.change(replace(present, mode="api"))


async def test_a_token_reads_the_figures_that_the_pages_show_and_nothing_else(acme: Any) -> None:
    await ticket_of(acme)
    token = await made(acme, "reports.read")
    program = acme.visitor.client
    for address in REPORTS:
        answer = await program.get(address, headers=bearing(token))
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("application/json")
    theirs = (await program.get(f"{REPORTS[0]}?span=month", headers=bearing(token))).json()
    assert theirs == (await acme.ada.get("/admin/reports/tickets.json?span=month")).json()
    assert theirs["created"] == 1
    refused = await asks(acme.visitor, token, '{"ticket": 1}')
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:polydesk:scope-needed")


async def test_without_a_token_that_holds_here_nothing_is_told(acme: Any, globex: Any) -> None:
    token = await made(acme, "reports.read", lasts="30")
    page = await acme.ada.get("/admin/access-tokens")
    assert token not in page.text
    assert f"pdk_…{token[-4:]}" in page.text
    async with acme.unit():
        assert token not in str(await unit.fetch("SELECT * FROM access_token"))
    almost = token[:-1] + ("A" if token[-1] != "A" else "B")
    strangers = (
        acme.visitor.client.get(REPORTS[0]),
        acme.ada.client.get(REPORTS[0]),  # a cookie is no token
        acme.visitor.client.get(REPORTS[0], headers=bearing(almost)),
        globex.visitor.client.get(REPORTS[0], headers=bearing(token)),
    )
    for stranger in strangers:
        answer = await stranger
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"].startswith("Bearer")
    with travel(now() + timedelta(days=366)):
        assert (await acme.visitor.client.get(REPORTS[0], headers=bearing(token))).status_code == 401
    gone = re.search(r"/admin/access-tokens/[\w-]+/revocation", page.text)
    assert gone
    assert (await globex.mallory.post(gone[0])).status_code in (303, 404)
    assert (await acme.visitor.client.get(REPORTS[0], headers=bearing(token))).status_code == 200
    assert (await acme.ada.post(gone[0])).status_code == 303
    assert (await acme.visitor.client.get(REPORTS[0], headers=bearing(token))).status_code == 401
    assert "Revoked an access token" in (await acme.ada.get("/admin/audit")).text


async def test_a_cursor_that_nobody_gave_out_begins_from_the_start(acme: Any) -> None:
    await ticket_of(acme)
    token = await made(acme, "reports.read")
    nobody = "00000000-0000-0000-0000-000000000000"
    for address in ("/api/reports/tickets/behind", "/api/reports/surveys/answers"):
        first = (await acme.visitor.client.get(address, headers=bearing(token))).json()
        for moment in ("0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00", "x"):
            answer = await acme.visitor.client.get(f"{address}?after={moment}_{nobody}", headers=bearing(token))
            assert (answer.status_code, answer.json()) == (200, first), moment


async def test_a_program_asks_once_however_often_it_says_so(acme: Any) -> None:
    with travel(tuesday_noon()):
        await only_programs_ask(acme)
        ticket = await ticket_of(acme)
        await outbox.drain(acme.id)
        assert (await acme.alice.post(f"/desk/tickets/{ticket.number}/survey")).status_code == 409
        token = await made(acme, "surveys.ask")
        said = [await asks(acme.visitor, token, f'{{"ticket": {ticket.number}}}') for _twice in (1, 2)]
        assert [one.status_code for one in said] == [202, 202], said[0].text
        assert said[0].json() == said[1].json()
        await outbox.drain(acme.id)
        assert len(await survey_mails(acme)) == 1
        again = await asks(acme.visitor, token, f'{{"ticket": {ticket.number}}}', key="order-2")
        assert (again.status_code, again.json()["detail"][:22]) == (409, "The customer was asked")
        other = await asks(acme.visitor, token, '{"ticket": 99999}')
        assert (other.status_code, other.json()["type"]) == (409, "urn:polydesk:key-taken")
        assert (await asks(acme.visitor, token, '{"ticket": 99999}', key="order-3")).status_code == 404


@pytest.mark.parametrize(
    "body", ["", "[]", '{"ticket": "1"}', '{"ticket": 1, "more": 2}', "[" * 5000, '{"ticket": -1}']
)
async def test_it_says_what_is_wrong_with_what_was_sent(acme: Any, body: str) -> None:
    token = await made(acme, "surveys.ask")
    answer = await asks(acme.visitor, token, body)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    keyless = await acme.visitor.client.post(ASK, content='{"ticket": 1}', headers=bearing(token))
    assert keyless.json()["type"] == "urn:polydesk:key-needed"


async def test_it_is_rationed_and_so_is_guessing(acme: Any) -> None:
    token = await made(acme, "reports.read")
    with travel(now()):
        answers = [
            (await acme.visitor.client.get(REPORTS[3], headers=bearing(token))).status_code
            for _n in range(OF_TOKEN + 1)
        ]
        assert answers == [200] * OF_TOKEN + [429]
        guesses = [
            (await acme.visitor.client.get(REPORTS[3], headers=bearing("pdk_x"))).status_code
            for _n in range(GUESSES + 1)
        ]
        assert guesses == [401] * GUESSES + [429]


async def test_an_admin_is_told_what_is_missing_and_keeps_what_was_typed(acme: Any) -> None:
    page = await acme.ada.post("/admin/access-tokens", {"name": "Till", "lasts": "30"})
    assert page.status_code == 422
    assert "Choose at least one." in page.text
    assert 'value="Till"' in page.text
    assert (await acme.alice.get("/admin/access-tokens")).status_code == 403
