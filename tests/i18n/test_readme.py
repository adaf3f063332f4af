"""The README says how complete each language is; the figures are counted, and a stale table is a fault."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from i18n import po, readme
from i18n.catalog import UI_LANGUAGES, translated_languages

README = f"# Polydesk\n\n{readme.BEGIN}\n{{}}\n{readme.END}\n\nMore.\n"


@pytest.fixture
def catalogues(monkeypatch: pytest.MonkeyPatch) -> dict[str, Catalog]:
    """Of two sentences one is translated; reading the product's own takes a second, and `i18n check` holds them to it."""
    monkeypatch.setattr(po, "read_template", lambda: _catalogue(None))
    return {language: _catalogue(language.replace("-", "_")) for language in translated_languages()}


def _catalogue(locale: str | None) -> Catalog:
    made = Catalog(locale)
    made.add("Save", "Bewaar" if locale else "")
    made.add("Cancel")
    return made


def _root(folder: Path, inside: str) -> Path:
    (folder / "README.md").write_text(README.format(inside), "utf-8")
    return folder


def test_it_counts_every_language_the_product_speaks(catalogues: dict[str, Catalog]):
    rows = readme.table(catalogues).splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == list(UI_LANGUAGES)
    assert ["2 of 2" in rows[0], *("1 of 2 | 50 %" in row for row in rows[1:])] == [True] * len(UI_LANGUAGES)


def test_it_notices_a_stale_table_and_writes_it_anew(catalogues: dict[str, Catalog], tmp_path: Path):
    root = _root(tmp_path, "| Klingon | 3 of 2,524 |")
    assert [fault.where for fault in readme.faults(catalogues, root)] == ["README.md"]
    readme.write(catalogues, root)
    assert readme.faults(catalogues, root) == []
    assert "Klingon" not in (root / "README.md").read_text("utf-8")
    assert (root / "README.md").read_text("utf-8").endswith("\n\nMore.\n")


def test_a_readme_without_a_place_for_the_table_is_a_fault(catalogues: dict[str, Catalog], tmp_path: Path):
    (tmp_path / "README.md").write_text("# Polydesk\n", "utf-8")
    assert len(readme.faults(catalogues, tmp_path)) == 1
