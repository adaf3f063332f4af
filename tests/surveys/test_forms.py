"""Forms: chosen by category, published in versions, edited by one admin at a time, looked at before they ask anybody."""

import re
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests_surveys import agent, asked, rate, survey_mails, ticket_of, tuesday_noon

from polydesk.kernel import unit
from polydesk.kernel.actor import acting_as
from polydesk.kernel.clock import travel
from polydesk.kernel.web import Form, empty
from polydesk.kernel.wording import Translation, origins
from polydesk.tickets import categories, changing
from surveys import form_beginnings, form_version, scale, survey_forms, wordings
from surveys.editor_form import EditorForm, filled_form, read_content
from surveys.editor_rows import carry_scores_over
from surveys.facts import facts_of
from surveys.form_choice import form_for, standard
from surveys.form_content import Content, Option, Question, Reason
from surveys.invitations import invite
from surveys.survey_forms import ChangedMeanwhile, ForTickets

FORMS = "/admin/surveys/forms"

RICH = Content(
    "csat",
    "stars",
    4,
    question={"en": "How was it?", "it": "Com’è andata?"},
    low={"en": "Awful"},
    reasons=(Reason("slow", {"en": "Too slow", "it": "Troppo lento"}, (1, 2)), Reason("kind", {"en": "Kind"}, (3, 4))),
    comment="required",
    comment_label={"en": "Why?"},
    questions=(
        Question("how", "choice", {"en": "How?"}, options=(Option("a", {"en": "Mail"}), Option("b", {"en": "Phone"}))),
        Question("easy", "scale", {"en": "Easy?"}, required=True, low={"en": "No"}, high={"en": "Very"}),
        Question("else", "text", {"en": "Else?", "it": "Altro?"}),
    ),
)
CES = Content("ces", "numbers", 7, question={"en": "It was easy."})


async def category(acme: Any, name: str) -> UUID:
    async with acme.unit():
        return (await categories.add({"en": name})).id


async def test_the_category_of_a_ticket_chooses_its_form_until_that_is_archived(acme: Any) -> None:
    about, ticket = await category(acme, "Invoices"), await ticket_of(acme)
    async with acme.unit():
        made = await survey_forms.found("Invoices", CES, tickets=ForTickets((about,)))
        assert (await form_for(ticket.id)).kind == "csat"
        ticket = await changing.set_category(ticket, to=about, by=agent(acme))
        assert (await form_for(ticket.id)).form_id == made
        await survey_forms.archive(made)
        assert (await form_for(ticket.id)).kind == "csat"
        await survey_forms.restore(made)
        assert (await form_for(ticket.id)).form_id == made


async def test_an_answer_keeps_its_question_when_another_one_is_asked_meanwhile(acme: Any) -> None:
    async with acme.unit():
        form_id = await form_beginnings.begin()
        await survey_forms.publish(form_id, replace(RICH, comment="optional", questions=()))
    ticket = await ticket_of(acme, language="en")
    link = await asked(acme)
    async with acme.unit():
        await survey_forms.publish(form_id, CES)
    page = (await acme.visitor.get(link)).text
    assert "How was it?" in page
    assert "It was easy." not in page
    version = re.search(r'name="version" value="([^"]+)"', page)
    assert version
    reasons = ["slow", "kind"]  # the second one was ticked for another score, before the mind was changed
    sent = await rate(acme.visitor, link, "2", "Late.", reason=reasons, version=version[1])
    assert sent.status_code == 303
    shown = (await acme.alice.get(f"/desk/tickets/{ticket.number}")).text.split('id="side-ratings"')[1]
    assert "How was it?" in shown
    assert "Too slow" in shown
    assert ">Kind<" not in shown
    assert (await acme.ada.post(f"{FORMS}/{form_id}/versions/2/restoration")).status_code == 303
    async with acme.unit():
        now_asked = await standard()
        assert (now_asked.no, now_asked.content.look) == (4, "stars")
        kinds = await unit.fetch("SELECT action FROM audit WHERE action LIKE 'surveys.form%'")
    assert {row["action"] for row in kinds} == {"surveys.form_changed"}


async def test_the_mail_has_a_link_for_each_step_in_words_without_pictures(acme: Any) -> None:
    async with acme.unit():
        await survey_forms.publish(await form_beginnings.begin(), Content("nps", "numbers", 11))
    await ticket_of(acme)
    assert await asked(acme)
    (mail,) = await survey_mails(acme)
    assert sorted(map(int, set(re.findall(r"\?score=(\d+)", mail["html"])))) == list(range(11))
    assert "Not at all likely" in mail["html"]
    assert "Extremely likely" in mail["text"]
    assert "<img" not in mail["html"]


def test_what_the_editor_shows_it_reads_back() -> None:
    form: Form[EditorForm] = filled_form(None, RICH)
    assert read_content(form, ["en", "it"], "en", before=Content()) == RICH
    assert form.ok


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"reasons": "r", "reason_r_en": "Slow"}, "reason_r_scores"),
        ({"reasons": "r", "reason_r_it": "Lento", "reason_r_scores": "1"}, "reason_r_en"),
        ({"more": "q", "more_q_en": "How?", "more_q_kind": "choice"}, "more_q_kind"),
        ({"question_en": "x" * 141}, "question_en"),
    ],
)
def test_the_editor_says_what_is_missing_beside_it(typed: dict[str, str], field: str) -> None:
    form: Form[EditorForm] = empty(EditorForm, **typed)
    read_content(form, ["en", "it"], "en", before=Content())
    assert set(form.errors) == {field}


def test_a_row_in_which_nothing_is_written_is_none() -> None:
    typed = {"reasons": "r", "more": "q", "more_q_kind": "choice", "more_q_options": "o"}
    form: Form[EditorForm] = empty(EditorForm, **typed)
    content = read_content(form, ["en"], "en", before=Content())
    assert (content.reasons, content.questions, form.ok) == ((), (), True)


def test_reasons_keep_what_they_mean_on_another_scale() -> None:
    typed = {"scored_on": "csat-5", "kind": "nps", "reasons": "r", "reason_r_scores": "1"}
    form: Form[EditorForm] = empty(EditorForm, **typed)
    carry_scores_over(form)
    assert form.all_values("reason_r_scores") == ["0", "1"]
    form.values |= {"kind": ["thumbs"]}
    carry_scores_over(form)
    assert form.all_values("reason_r_scores") == ["1"]


def fields(seen: int, **more: Any) -> dict[str, Any]:
    return {"kind": "csat", "look": "faces", "csat_steps": "5", "comment": "optional", "seen": str(seen), **more}


async def test_an_admin_adds_rows_looks_and_publishes_in_two_languages(acme: Any) -> None:
    page = await acme.ada.post(f"{FORMS}/rows", fields(0, name="Repairs", do="reason", question_en="Fixed?"))
    key = re.search(r'name="reasons" value="(\w+)"', page.text)
    assert page.status_code == 200
    assert key
    assert "Fixed?" in page.text
    typed = fields(0, name="Repairs", question_en="Fixed?", question_it="Riparato?", reasons=key[1])
    typed |= {f"reason_{key[1]}_en": "Too slow", f"reason_{key[1]}_scores": ["1", "2"]}
    looks = await acme.ada.post(f"{FORMS}/preview", {**typed, "preview_language": "it", "preview_theme": "dark"})
    assert "Riparato?" in looks.text
    assert 'data-bs-theme="dark"' in looks.text
    mail = await acme.ada.post(f"{FORMS}/preview", {**typed, "preview_of": "mail", "preview_language": "it"})
    assert "Riparato?" in mail.text
    assert (await acme.ada.post(FORMS, {**typed, "name": ""})).status_code == 422
    made = await acme.ada.post(FORMS, typed)
    assert made.status_code == 303
    async with acme.unit():
        (form,) = [one for one in await survey_forms.forms() if not one.is_default]
        content = (await form_version.newest(form.id)).content
    assert (form.name, content.question) == ("Repairs", {"en": "Fixed?", "it": "Riparato?"})
    assert [(one.texts, one.scores) for one in content.reasons] == [({"en": "Too slow"}, (1, 2))]


async def test_nobody_is_overwritten_who_saved_meanwhile(acme: Any) -> None:
    async with acme.unit():
        form_id = await form_beginnings.begin()
    assert (await acme.ada.post(f"{FORMS}/{form_id}", fields(1, question_en="First?"))).status_code == 303
    late = await acme.olga.post(f"{FORMS}/{form_id}", fields(1, question_en="Second?"))
    assert late.status_code == 409
    assert "Second?" in late.text
    async with acme.unit():
        assert (await standard()).content.question == {"en": "First?"}
        with pytest.raises(ChangedMeanwhile):
            await survey_forms.publish(form_id, CES, seen=1)
    seen = re.search(r'name="seen" value="(\d+)"', late.text)
    assert seen
    assert f'href="{FORMS}/{form_id}/versions"' in late.text
    assert (await acme.olga.post(f"{FORMS}/{form_id}", fields(int(seen[1]), question_en="Second?"))).status_code == 303


async def test_a_category_has_one_form(acme: Any) -> None:
    about = await category(acme, "Repairs")
    async with acme.unit():
        await survey_forms.found("Repairs", CES, tickets=ForTickets((about,)))
    second = await acme.ada.post(FORMS, fields(0, name="Repairs too", category=str(about)))
    assert second.status_code == 422
    assert "asks about the same tickets already" in second.text


async def test_the_standard_form_stays_and_agents_stay_out(acme: Any, cast: Any) -> None:
    async with acme.unit():
        form_id = await form_beginnings.begin()
    assert (await acme.ada.post(f"{FORMS}/{form_id}/archival")).status_code == 404
    assert (await acme.alice.get(FORMS)).status_code == 403
    assert (await cast.globex.mallory.get(f"{FORMS}/{form_id}")).status_code == 404


async def test_a_file_of_translations_makes_one_version(acme: Any) -> None:
    async with acme.unit():
        with acting_as(agent(acme)):
            made = await survey_forms.found("Rich", RICH)
            parts = {"reason.slow": "Zu langsam", "more.how.option.a": "E-Mail"}
            files = [Translation(f"{made}.{part}", "de", text, "Too slow") for part, text in parts.items()]
            await wordings.save_translations(str(made), files)
        kept = await form_version.newest(made)
        assert (kept.no, kept.content.reasons[0].texts["de"]) == (2, "Zu langsam")
        assert kept.content.questions[0].options[0].texts == {"en": "Mail", "de": "E-Mail"}
        known = await origins("survey_form", f"{made}.more.how.option.a")
        assert next(iter(known.values()))["de"].text == "Too slow"


@pytest.mark.parametrize(
    ("kind", "steps", "low", "good"),
    [
        ("csat", 5, [1, 2], [4, 5]),
        ("csat", 4, [1, 2], [3, 4]),
        ("csat", 2, [1], [2]),
        ("thumbs", 2, [1], [2]),
        ("ces", 7, [1, 2, 3], [5, 6, 7]),
        ("nps", 11, list(range(7)), [9, 10]),
    ],
)
def test_what_is_low_and_what_is_good(kind: Any, steps: int, low: list[int], good: list[int]) -> None:
    every = scale.scores(kind, steps)
    assert [score for score in every if scale.is_low(kind, steps, score)] == low
    assert [score for score in every if scale.is_good(kind, steps, score)] == good


async def test_what_an_empty_question_asks_follows_what_is_measured(acme: Any) -> None:
    page = (await acme.ada.get(f"{FORMS}/new")).text
    renewed = re.findall(r"#([\w-]+)", re.search(r'hx-select-oob="([^"]*)"', page)[1])  # type: ignore[index]
    hint = "f-question_en-hint"
    assert hint in renewed
    rows = (await acme.ada.post(f"{FORMS}/rows", {"kind": "nps"})).text
    assert all(f'id="{one}"' in rows for one in renewed)
    assert "How likely are you to recommend" in re.search(f'id="{hint}">([^<]*)', rows)[1]  # type: ignore[index]


async def test_what_no_browser_sends_of_a_form_is_no_fault_of_ours(acme: Any) -> None:
    nonsense = await acme.ada.post(f"{FORMS}/rows", {"kind": "nps", "scored_on": f"csat-{'9' * 5000}"})
    assert nonsense.status_code == 200, "a number that Python does not even read"


async def test_a_mail_asks_what_its_page_asks_though_the_customer_had_looked_at_the_question_before(acme: Any) -> None:
    with travel(tuesday_noon()):
        ticket = await ticket_of(acme)
        async with acme.unit():
            facts, before = await facts_of(ticket.id), await form_for(ticket.id)
            assert facts
            await invite(facts, language="it", form_version_id=before.id, mailed=False)
            await survey_forms.publish(before.form_id, CES)
        link = await asked(acme)
        assert link
        assert "It was easy." in (await survey_mails(acme))[-1]["html"]
        assert "It was easy." in (await acme.visitor.get(link)).text
