"""A draft that its writer shows to colleagues: who sees it, who may take it over, and when it goes."""

from typing import Any

import pytest

from polydesk.tickets import drafts
from polydesk.tickets.queries import by_number

SHARING = "/desk/tickets/{}/draft/sharing?kind=reply"


@pytest.fixture
async def number(ask: Any) -> int:
    return int(await ask())


@pytest.fixture
async def shared(acme: Any, number: int) -> int:
    """A ticket on which alice shares a reply."""
    answer = await acme.alice.swap("POST", SHARING.format(number), data={"body": "Dear <b>Carl</b>,"})
    assert "Your colleagues see this draft" in answer.text
    return number


def adoption(number: int, person: Any, kind: str = "reply") -> str:
    return f"/desk/tickets/{number}/draft/adoption?kind={kind}&of={person.id}"


async def body_of(house: Any, number: int, person: Any, as_member: Any, kind: str = "reply") -> str | None:
    async with house.unit():
        kept = await drafts.drafts_of((await by_number(number)).id, by=as_member(person))
    return kept[kind].body if kind in kept else None


async def test_it_is_shown_to_colleagues_as_text_and_with_its_newest_words(acme: Any, globex: Any, shared: int) -> None:
    page = (await acme.bob.get(f"/desk/tickets/{shared}")).text
    assert "shares a draft" in page
    assert "Dear &lt;b&gt;Carl&lt;/b&gt;," in page
    assert "shares a draft" not in (await acme.alice.get(f"/desk/tickets/{shared}")).text
    said = await acme.alice.swap(
        "POST", f"/desk/tickets/{shared}/draft?kind=reply", data={"body": "Dear Carl, thanks", "shared": "yes"}
    )
    assert "sharing-reply" not in said.text, "the page says so already"
    region = await acme.bob.swap("GET", f"/desk/tickets/{shared}/draft/shared")
    assert "Dear Carl, thanks" in region.text
    assert "<html" not in region.text
    assert (await globex.mallory.get(f"/desk/tickets/{shared}/draft/shared")).status_code == 404


@pytest.mark.parametrize(
    ("noun", "data"),
    [
        ("draft/sharing/end?kind=reply", {}),
        ("draft?kind=reply", {"body": " "}),
        ("replies", {"body": "Sent", "then": "open"}),
    ],
    ids=["no longer shared", "emptied", "sent"],
)
async def test_it_goes_for_colleagues_when(acme: Any, shared: int, noun: str, data: dict[str, str]) -> None:
    await acme.alice.post(f"/desk/tickets/{shared}/{noun}", data)
    assert "shares a draft" not in (await acme.bob.get(f"/desk/tickets/{shared}")).text
    assert "Your colleagues see this draft" not in (await acme.alice.get(f"/desk/tickets/{shared}")).text


async def test_a_page_that_thinks_it_is_still_shared_is_put_right(acme: Any, shared: int) -> None:
    await acme.alice.post(f"/desk/tickets/{shared}/draft?kind=reply", {"body": ""})
    said = await acme.alice.swap(
        "POST", f"/desk/tickets/{shared}/draft?kind=reply", data={"body": "Anew", "shared": "yes"}
    )
    assert 'id="sharing-reply"' in said.text
    assert "Your colleagues see this draft" not in said.text


async def test_it_is_taken_over_below_what_stands_there_and_once(acme: Any, shared: int, as_member: Any) -> None:
    taken = await acme.bob.post(adoption(shared, acme.alice), {"body": "My own words"})
    assert taken.headers["location"] == f"/desk/tickets/{shared}?write=reply#composer"
    mine = await body_of(acme, shared, acme.bob, as_member)
    assert mine == "My own words\n\nDear <b>Carl</b>,"
    again = await acme.bob.swap("POST", adoption(shared, acme.alice), data={"body": mine})
    assert again.text.count("Dear &lt;b&gt;Carl") == 2, "in the composer once, and in what alice shares"
    assert await body_of(acme, shared, acme.bob, as_member) == mine
    assert await body_of(acme, shared, acme.alice, as_member) == "Dear <b>Carl</b>,"


async def test_it_is_a_note_for_those_who_may_not_reply(acme: Any, shared: int, as_member: Any) -> None:
    assert "shares a draft" in (await acme.lara.get(f"/desk/tickets/{shared}")).text
    await acme.lara.post(adoption(shared, acme.alice))
    assert await body_of(acme, shared, acme.lara, as_member, "note") == "Dear <b>Carl</b>,"
    assert await body_of(acme, shared, acme.lara, as_member) is None
    assert (await acme.lara.post(SHARING.format(shared), {"body": "Dear"})).status_code == 403


async def test_what_is_not_shared_is_not_given_and_what_was_typed_stays(acme: Any, number: int) -> None:
    await acme.alice.post(f"/desk/tickets/{number}/draft?kind=reply", {"body": "Private words"})
    answer = await acme.bob.post(adoption(number, acme.alice), {"body": "My own words"})
    assert answer.status_code == 422
    assert "This draft is not shared any more." in answer.text
    assert "My own words" in answer.text
    assert "Private words" not in answer.text


async def test_an_empty_one_is_refused_beside_the_field(acme: Any, number: int) -> None:
    answer = await acme.alice.swap("POST", SHARING.format(number), data={"body": " "})
    assert answer.status_code == 422
    assert "Please fill this in." in answer.text
