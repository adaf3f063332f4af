"""Names of files: whatever comes, what is kept can be shown, sent in a header, and read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydesk.kernel.storage.filenames import clean_name, disposition


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\photo.jpg", "photo.jpg"),
        ("harmless\u202egpj.exe", "harmlessgpj.exe"),
        ("two\r\nlines.txt", "two lines.txt"),
        ("nul\x00.txt", "nul.txt"),
        ("  many   blanks .txt ", "many blanks .txt"),
        ("", "file"),
        ("...", "file"),
        ("lone\ud800.txt", "lone.txt"),
        ("Grüße 日本.png", "Grüße 日本.png"),
    ],
)
def test_it_keeps_a_name_that_people_can_read(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


def test_it_keeps_the_ending_of_a_name_that_is_too_long() -> None:
    assert clean_name("x" * 500 + ".pdf") == "x" * 196 + ".pdf"


@given(st.text(st.characters(), max_size=400))
def test_it_fits_the_row_and_the_header_whatever_is_sent(sent: str) -> None:
    kept = clean_name(sent)
    assert 1 <= len(kept) <= 200
    assert not set(kept) & set("/\\\r\n\x00")
    said = disposition(kept, inline=False)
    assert said.isascii()
    assert said.count('"') == 2
    assert said.startswith("attachment; ")
