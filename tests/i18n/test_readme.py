"""The README says how complete each language is; the figures are counted, and a stale table is a fault."""

from pathlib import Path

from i18n import readme
from i18n.catalog import UI_LANGUAGES

README = f"# Polydesk\n\n{readme.BEGIN}\n{{}}\n{readme.END}\n\nMore.\n"


def _root(folder: Path, inside: str) -> Path:
    (folder / "README.md").write_text(README.format(inside), "utf-8")
    return folder


def test_it_counts_every_language_the_product_speaks():
    rows = readme.table().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == list(UI_LANGUAGES)


def test_it_notices_a_stale_table_and_writes_it_anew(tmp_path: Path):
    root = _root(tmp_path, "| Klingon | 3 of 2,524 |")
    assert [fault.where for fault in readme.faults(root)] == ["README.md"]
    readme.write(root)
    assert readme.faults(root) == []
    assert "Klingon" not in (root / "README.md").read_text("utf-8")
    assert (root / "README.md").read_text("utf-8").endswith("\n\nMore.\n")


def test_a_readme_without_a_place_for_the_table_is_a_fault(tmp_path: Path):
    (tmp_path / "README.md").write_text("# Polydesk\n", "utf-8")
    assert len(readme.faults(tmp_path)) == 1
