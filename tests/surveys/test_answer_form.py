"""Answers are held against the version that was asked, whoever made them up; and given on the ticket's own page too."""

import re
from typing import Any
from uuid import uuid4

import pytest
from tests_surveys import agent, confirms, scores, taps, ticket_of

from polydesk.kernel.clock import now
from polydesk.kernel.web import Form
from polydesk.tickets import access, lifecycle
from surveys.answer_form import AnswerForm, check, filled
from surveys.form_content import Content, Option, Question, Reason
from surveys.form_version import FormVersion

VERSION = FormVersion(
    uuid4(),
    uuid4(),
    3,
    Content(
        "nps",
        "numbers",
        11,
        reasons=(Reason("slow", {"en": "Slow"}, (0, 1, 2)), Reason("kind", {"en": "Kind"}, (9, 10))),
        questions=(
            Question("how", "choice", {"en": "How?"}, options=(Option("a", {"en": "A"}), Option("b", {"en": "B"}))),
            Question("easy", "scale", {"en": "Easy?"}, required=True),
            Question("else", "text", {"en": "Else?"}),
        ),
    ),
    now(),
)
RIGHT = {"score": ["0"], "reason": ["slow", "kind"], "more_how": ["b"], "more_easy": ["5"], "more_else": ["No"]}


def sent(**changed: Any) -> Form[AnswerForm]:
    return Form(AnswerForm, {**RIGHT, **{name: [text] for name, text in changed.items()}}, {})


def test_it_keeps_what_fits_the_version() -> None:
    given = check(form := sent(comment="Late.", version=str(VERSION.id)), VERSION)
    assert form.ok
    assert given
    assert (given.score, given.reasons, given.comment) == (0, ("slow",), "Late.")
    assert given.answers == {"how": "b", "easy": 5, "else": "No"}
    again = filled(VERSION, {"score": 0, "reasons": given.reasons, "comment": "", "answers": given.answers}, score=99)
    assert (again.value("score"), again.value("more_easy"), again.all_values("reason")) == ("0", "5", ["slow"])


@pytest.mark.parametrize(
    ("field", "text", "wrong"),
    [
        ("score", "11", "score"),
        ("score", "-1", "score"),
        ("score", "five", "score"),
        ("score", "", "score"),
        ("score", "9" * 5000, "score"),
        ("reason", "made up", "reason"),
        ("more_how", "c", "more_how"),
        ("more_easy", "6", "more_easy"),
        ("more_easy", "", "more_easy"),
        ("more_else", "x" * 2001, "more_else"),
        ("comment", "x" * 5001, "comment"),
        ("more_older", "of another version", ""),
        ("version", "0b3f6c1e-58a1-4c0e-9d0e-3b7a2f6c9d11", ""),
    ],
)
def test_it_refuses_what_was_not_asked(field: str, text: str, wrong: str) -> None:
    form = sent(**{field: text})
    assert check(form, VERSION) is None
    assert set(form.errors) == {wrong}


async def test_a_guest_rates_on_the_page_of_the_ticket_and_nobody_else_does(acme: Any) -> None:
    ticket = await ticket_of(acme, language="en")
    async with acme.unit():
        token = await access.token_for(ticket.id, ticket.person_id)
    page, link = (await acme.visitor.get(f"/t/{token}")).text, f"/t/{token}/rating"
    assert re.search(rf'href="{link}\?score=4"', page)
    tap = await taps(acme.visitor, link, "4")
    assert re.search(r'value="4"[^>]* checked', tap.page.text)
    robot = await acme.visitor.post(link, {"score": "1"})
    assert (robot.status_code, await scores(acme, ticket.id)) == (200, [])
    assert (await confirms(acme.visitor, link, tap, score="4")).headers["location"] == f"{link}/thanks"
    assert await scores(acme, ticket.id) == [4]
    assert "Change my answer" in (await acme.visitor.get(f"/t/{token}")).text
    own = f"/en/tickets/{ticket.number}"
    assert "Change my answer" in (await acme.carl.get(own)).text
    assert (await acme.alice.get(f"{own}/rating")).status_code in (303, 403, 404)


async def test_a_ticket_that_is_open_asks_nothing(acme: Any) -> None:
    ticket = await ticket_of(acme)
    async with acme.unit():
        await lifecycle.reopen(ticket, by=agent(acme))
    own = f"/en/tickets/{ticket.number}"
    assert f"{own}/rating" not in (await acme.carl.get(own)).text
    assert (await acme.carl.get(f"{own}/rating")).status_code == 404
