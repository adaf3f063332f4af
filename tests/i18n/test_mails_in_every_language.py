"""Every letter of the product in every language: whole, marked as that language, with no English left in the others.

The words that people wrote themselves (names, subjects, messages) are made up here, so that whatever is English in an
Italian letter comes from the product.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests_life import letters_of_life
from tests_limits import letters_of_usage

from billing import notifying, usage_mails
from i18n import UI_LANGUAGES, speaking
from i18n.locales import direction
from i18n.sources import ROOT, python_files
from polydesk import wiring
from polydesk.faq import reviewing
from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import Brand, Letter
from polydesk.kernel.mail.layout import render
from polydesk.mail_texts.composing import filled
from polydesk.mail_texts.occasions import Occasion, our_words
from polydesk.notices import letters as notice_letters
from polydesk.notices import words as notice_words
from polydesk.notices.due import News
from polydesk.reports import report_letters
from polydesk.reports.report_mails import ReportMail
from polydesk.sla.policy import METRICS
from polydesk.tickets import conversation, lifecycle, queries, submission
from portal.sign_in import mails as portal_mails
from surveys import mails as survey_mails
from surveys import reminder_mail
from surveys.asked import asked as as_asked
from surveys.form_content import Content
from surveys.form_version import version_of
from tenants import directory
from tenants import mails as tenant_mails
from tenants.admin import previewing
from tenants.closing import letters as closing_letters
from tenants.closing.orders import Order
from tenants.roles import NAMES, permissions_of

URL = "https://luce.example/x"
SITE: Any = SimpleNamespace(base_url="https://luce.example", name="Luce")
BRAND = Brand(name="Luce", base_url=SITE.base_url)
ENGLISH = re.compile(
    r"\b(a|an|and|answer|click|e-mails|expect|follow|help|here|if|is|link works|nobody|of|once|open|password works|please|"
    r"rate|request|resolved|see|sign|the|then|this|ticket (?:was|is|has)|to|we|with|within|wrote|you|your)\b",
    re.IGNORECASE,
)
OWN_WORDS = ("help desk", "Luce", "Acme", "acme", "open source")  # names and loanwords that every language keeps


@pytest.fixture(autouse=True, scope="module")
def _registered() -> None:
    """Notices name mails that other slices declare."""
    wiring.load()


# The letters about tickets are written from rows of the database; their scene is below.
TICKET_KINDS = {"receipt", "reply", "resolved"}
# And so are those about reports.
REPORT = "report"


def written() -> Iterator[Letter]:
    """In the language of the moment."""
    yield tenant_mails.confirm_address(url=URL, email="ada@luce.example")
    yield tenant_mails.sign_in_link(url=URL)
    yield tenant_mails.reset_password(url=URL)
    yield tenant_mails.new_device(browser="Firefox", at="22/11/2026", ip="203.0.113.7")
    for hours in (1, 24):
        role = str(NAMES["agent"])
        yield tenant_mails.invitation(url=URL, inviter="Ada", company="Luce", role=role, hours=hours)
    yield portal_mails.way_in(url=URL, code="123456", company="Luce")
    yield from letters_of_life(SITE.base_url)
    yield from letters_of_usage(SITE.base_url)
    yield reviewing._letter([{"title": "Lampade", "id": new_id(), "source_language": "it"}], SITE.base_url)
    yield previewing._letter(SITE)
    order = Order("demanded", now(), now() + timedelta(hours=48), None, None)
    yield closing_letters.erasure_demanded(order, url=URL, company="Luce")


def notices() -> Iterator[Letter]:
    promise = {"number": 7, "subject": "Lampada", "due_at": "2026-11-22T10:00:00+00:00"}
    about = {"number": 7, "subject": "Lampada", "name": "Ada"}
    for kind in notice_words.EVENTS.keys() - notice_words.OWN_WORDS.keys():
        yield notice_letters.letter_of(kind, about, SITE.base_url)
    yield notice_letters.of_ticket([("assigned", about), ("customer_wrote", about)], SITE.base_url)
    news = [News(new_id(), "assigned", new_id(), about, now(), False)]
    yield notice_letters.digest([news, news], SITE.base_url)
    for kind in ("due_soon", "breached", "stepped"):
        for metric in METRICS:
            yield notice_letters.letter_of(kind, {**promise, "metric": metric}, SITE.base_url)
    ending = {"contract": "Oro", "organisation": "Hooli", "organisation_id": "x", "ends_on": "2026-12-31"}
    yield notice_letters.letter_of("contract_ending", ending, SITE.base_url)
    missed = {"mail": "reply", "language": "ja", "variable": "customer.name"}
    yield notice_letters.letter_of("mail_text", missed, SITE.base_url)
    yield notice_letters.letter_of("mail_waits", {}, SITE.base_url)
    for count in (1, 2, 5):
        yield notice_letters.letter_of("assigned_several", {"name": "Ada", "count": count}, SITE.base_url)
    for by_plan in (True, False):
        yield notice_letters.letter_of("room", {"used": 95, "quota": 100, "by_plan": by_plan}, SITE.base_url)
    for low in (1, 2):
        yield notice_letters.letter_of("survey.low_anonymous", {"low": low, "count": 5}, SITE.base_url)
    yield notice_letters.letter_of("seat_wanted", {"name": "Ada", "email": "ben@luce.example"}, SITE.base_url)
    for meter, level in (("tickets", "80"), ("mails", "cap")):
        yield notice_letters.letter_of("usage", {"meter": meter, "level": level}, SITE.base_url)
    for because in ("gone", "silent"):
        switched_off = {"webhook": "Magazzino", "webhook_id": "x", "because": because}
        yield notice_letters.letter_of("webhook_off", switched_off, SITE.base_url)
    yield notice_letters.letter_of("sender_lapsed", {"address": "help@acme.example"}, SITE.base_url)
    for days in (1, 2):
        proposed = {"calendar": "Italia", "calendar_id": "x", "days": days}
        yield notice_letters.letter_of("holidays_proposed", proposed, SITE.base_url)


def letters(language: str) -> list[Letter]:
    with speaking(language):
        surveys = [asked(occasion, language) for occasion in (survey_mails.SURVEY, reminder_mail.REMINDER)]
        return [*written(), *notices(), *surveys]


def asked(occasion: Occasion, language: str) -> Letter:
    seen = as_asked(version_of(Content()), company="Luce")
    values = {"ticket.number": "7", "ticket.subject": "Lampada", "survey.question": seen.question}
    frame = survey_mails.frame(SITE.base_url, "t", seen)
    return filled(occasion, frame, our_words(occasion, language), values, language)


def test_no_kind_of_letter_is_forgotten_here() -> None:
    source = "\n".join(path.read_text("utf-8") for path in python_files(ROOT) if "/demo/" not in path.as_posix())
    used = set(re.findall(r"Letter\(\s*kind=\"(\w+)\"", source))
    used |= set(notifying.LETTERS) | {f"usage_{level}" for level in usage_mails.LEVELS}
    used |= {f"notice_{kind.replace('.', '_')}" for kind in notice_words.EVENTS}
    assert used == {letter.kind for letter in letters("en")} | TICKET_KINDS | {REPORT}


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_letter_is_whole_in_every_language(language: str) -> None:
    for letter in letters(language):
        shown = render(letter, brand=BRAND, language=language)
        check(letter.kind, letter.subject, shown.html, shown.text, language)


@pytest.mark.parametrize("language", UI_LANGUAGES)
async def test_every_letter_about_a_ticket_is_whole_in_every_language(acme: Any, language: str) -> None:
    alice = _member(acme.alice, "alice")
    async with acme.unit():
        await unit.execute("UPDATE tenant SET languages = $2 WHERE id = $1", acme.id, list(UI_LANGUAGES))
        await unit.execute("UPDATE member SET language = $1", language)
        await unit.execute("UPDATE person SET language = $1", language)
    directory.forget(acme.id)
    ticket = await _submitted(acme, acme.carl.email, language)
    await _submitted(acme, "mai@visto.example", language)
    async with acme.unit():
        await conversation.reply(ticket, body="Ok.", by=alice, seen=ticket.message_count)
    quiet = await _submitted(acme, acme.carl.email, language)
    async with acme.unit():
        await lifecycle.resolve(quiet, by=alice)
    await outbox.drain(acme.id)
    async with acme.unit():
        sent = [mail for mail in await unit.fetch("SELECT * FROM mail") if mail["kind"] in TICKET_KINDS]
    assert {mail["kind"] for mail in sent} == TICKET_KINDS
    for mail in sent:
        check(mail["kind"], mail["subject"], mail["html"], mail["text"], language)


@pytest.mark.parametrize("language", UI_LANGUAGES)
async def test_every_report_is_whole_in_every_language(acme: Any, language: str) -> None:
    await _submitted(acme, acme.carl.email, language)
    async with acme.unit():
        with speaking(language):
            for report in report_letters.TITLES:
                mail = ReportMail(new_id(), acme.ada.id, report, "", "weekly", now(), now().date(), None)
                period = mail.period(ZoneInfo("Europe/Rome"))
                letter = await report_letters.letter(mail, period, stop_url=URL)
                shown = render(letter, brand=BRAND, language=language)
                check(letter.kind, letter.subject, shown.html, shown.text, language)


def check(kind: str, subject: str, html: str, text: str, language: str) -> None:
    assert f'lang="{language}"' in html, kind
    assert f'dir="{direction(language)}"' in html, kind
    for piece in (subject, text, _seen(html)):
        assert "%(" not in piece, f"{kind}: {piece}"
        assert "lazy(" not in piece, f"{kind}: {piece}"
        if language != "en":
            found = {word.lower() for word in ENGLISH.findall(_without_own_words(piece))}
            assert not found - WORDS_TOO.get(language, set()), f"{kind}: {found} in {piece}"


# What is a word in that language as well.
WORDS_TOO = {
    "de": {"an", "e-mails"},
    "es": {"a"},
    "fr": {"a", "an", "e-mails"},
    "hu": {"a", "is"},
    "it": {"a", "se", "o"},
    "pl": {"a", "to", "we"},
}


def _seen(html: str) -> str:
    """What a reader sees of it: no comments, styles, tags."""
    return unescape(re.sub(r"(?s)<!--.*?-->|<style.*?</style>|<span aria-hidden.*?</span>|<[^>]+>", " ", html))


def _without_own_words(text: str) -> str:
    bare = re.sub(r"\S*(?:://|@)\S*", " ", text)
    return re.sub("|".join(map(re.escape, OWN_WORDS)), " ", bare, flags=re.IGNORECASE)


def _member(person: Any, name: str) -> Actor:
    return Actor("member", person.id, name, role="agent", permissions=permissions_of("agent"))


async def _submitted(acme: Any, address: str, language: str) -> Any:
    async with acme.unit():
        new = submission.NewTicket(address=address, subject="Lampada", body="Drip.", language=language)
        return await queries.by_id((await submission.submit(new, key=new_id().hex)).ticket_id)
