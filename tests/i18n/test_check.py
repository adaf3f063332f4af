"""The check of the catalogues: every kind of fault is seeded once and found, and plural rules are the language's."""

import pytest
from babel.messages.catalog import Catalog

from i18n import po
from i18n.check import catalogue_faults, faults, source_faults


def _catalog(language: str | None, *messages: tuple[object, object], **more: object) -> Catalog:
    catalog = Catalog(locale=language)
    for source, translation in messages:
        catalog.add(source, translation, locations=[("portal/pages.py", 7)], **more)
    return catalog


def _complaints(source: object, translation: object, language: str = "it", same: tuple[str, ...] = ()) -> list[str]:
    fresh, catalog = _catalog(None, (source, "")), _catalog(language, (source, translation))
    return [fault.complaint for fault in catalogue_faults(language, catalog, fresh, frozenset(same))]


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Hello %(name)s.", "Ciao %(name)s."),
        ("Hello {name}.", "Ciao {name}."),
        ("100% sure", "sicuro al 100%"),
        ("%(share)s%% done", "%(share)s%% fatto"),
        (("%(n)s ticket", "%(n)s tickets"), ("%(n)s richiesta", "%(n)s richieste")),
        (("One ticket", "%(n)s tickets"), ("Una richiesta", "%(n)s richieste")),
        (("One ticket", "%(n)s tickets"), ("%(n)s richiesta", "%(n)s richieste")),
    ],
)
def test_it_is_silent_about_good_work(source, translation):
    assert _complaints(source, translation) == []


@pytest.mark.parametrize(
    ("source", "translation", "complaint"),
    [
        ("Hello.", "", "missing"),
        ("Hello %(name)s.", "Ciao.", "lost %(name)"),
        ("Hello {name}.", "Ciao.", "lost {name}"),
        ("Hello %(name)s.", "Ciao %(nome)s.", "unknown %(nome)"),
        ("Hello %(name)s.", "Ciao %(name)s 100%.", "a stray %"),
        ("Hello.", "Ciao. ", "spaces at the edges"),
        ("Hello.", " Ciao.", "spaces at the edges"),
        ("Hello.", "Ciao", "ends with"),
        ("Hello", "Ciao…", "ends with"),
        ("Hello.", "<b>Ciao</b>.", "markup"),
        ("Hello.", "Ciao&nbsp;a te.", "markup"),
        ("Hello.", "Hello.", "identical to English"),
        (("One ticket", "%(n)s tickets"), ("Una richiesta", ""), "missing"),
        (("One ticket", "%(n)s tickets"), ("Una richiesta", "Molte richieste"), "lost %(n)"),
    ],
)
def test_it_finds_a_seeded_fault(source, translation, complaint):
    found = _complaints(source, translation)
    assert any(complaint in line for line in found), found


def test_what_is_listed_may_be_the_same_in_both_languages():
    assert _complaints("Ticket", "Ticket", same=("Ticket",)) == []
    assert "no such sentence" in _complaints("Ticket", "Biglietto", same=("Tickets",))[0]


@pytest.mark.parametrize(("language", "forms"), [("ja", 1), ("it", 2), ("pl", 3), ("ar", 6)])
def test_it_demands_the_plural_forms_of_the_language(language, forms):
    source = ("%(n)s ticket", "%(n)s tickets")
    assert _complaints(source, ("%(n)s x",) * forms, language) == []
    assert "plural forms" in _complaints(source, ("%(n)s x",) * (forms + 1), language)[0]


def test_it_finds_missing_obsolete_and_fuzzy_entries():
    fresh, catalog = _catalog(None, ("New.", "")), _catalog("it", ("Old.", "Vecchio."))
    found = [(fault.complaint, fault.message) for fault in catalogue_faults("it", catalog, fresh, frozenset())]
    assert found == [
        ("not in the it catalogue (python -m i18n update)", "New."),
        ("obsolete entry (python -m i18n update)", "Old."),
    ]
    fuzzy = _catalog("it", ("New.", "Nuovo."), flags=["fuzzy"])
    assert "fuzzy" in next(catalogue_faults("it", fuzzy, fresh, frozenset())).complaint


@pytest.mark.parametrize(
    ("sentence", "complaint"),
    [
        ("See <a>this</a>.", "markup"),
        ("Tom &amp; Jerry", "markup"),
        ("Hello ", "spaces"),
        ("Hello %s", "without a name"),
        ("%d tickets", "without a name"),
        ("%(n)s of 100%", "stray %"),
        ("…", "nothing to translate"),
    ],
)
def test_it_refuses_a_sentence_that_nobody_can_translate(sentence, complaint):
    found = [fault.complaint for fault in source_faults(_catalog(None, (sentence, "")))]
    assert any(complaint in line for line in found), found


def test_it_says_where():
    fault = next(source_faults(_catalog(None, ("Hello ", ""))))
    assert str(fault) == "portal/pages.py:7: spaces at the edges: keep them in the template\n    'Hello '"


def test_a_catalogue_survives_update_and_only_changes_with_its_sentences(tmp_path):
    fresh = _catalog(None, ("Beta", ""), (("One", "%(n)s"), ""), ("Alpha", ""))
    po.write_template(fresh, tmp_path)
    po.update("it", fresh, tmp_path)
    path = po.source_of("it", tmp_path)
    path.write_text(
        path.read_text("utf-8").replace('msgid "Alpha"\nmsgstr ""', 'msgid "Alpha"\nmsgstr "Alfa"'), "utf-8"
    )
    before = path.read_bytes()
    po.update("it", fresh, tmp_path)
    assert path.read_bytes() == before
    assert b"POT-Creation-Date" not in before
    assert b"pages.py" not in before
    po.update("it", _catalog(None, ("Alpha", ""), ("Gamma", "")), tmp_path)
    kept = {po.key(message)[1]: po.forms(message) for message in po.read("it", tmp_path) if message.id}
    assert kept == {"Alpha": ("Alfa",), "Gamma": ("",)}


def test_it_notices_that_the_sources_have_moved_on(tmp_path):
    fresh = _catalog(None, ("Alpha", ""))
    po.write_template(fresh, tmp_path)
    assert list(faults(fresh, po.read_all(tmp_path), tmp_path)) == []
    fresh.add("Beta")
    assert [fault.where for fault in faults(fresh, po.read_all(tmp_path), tmp_path)] == ["messages.pot"]
