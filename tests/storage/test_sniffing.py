"""What a file is, by its bytes."""

import pytest

from polydesk.kernel.storage.sniffing import media_type_of


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"<!DOCTYPE html><script>", "text/html"),
        (b"  <svg onload=alert(1)>", "text/html"),
        (b"MZ\x90\x00", "application/x-executable"),
        (b"#!/bin/sh\nrm -rf /", "application/x-executable"),
        (b"%PDF-1.7\n", "application/pdf"),
        ("Grüße".encode(), "text/plain"),
        (bytes(range(256)), "application/octet-stream"),
    ],
)
def test_it_tells_the_type_by_the_bytes(content: bytes, kind: str) -> None:
    assert media_type_of(content, whole=True) == kind


def test_it_takes_a_text_cut_in_the_middle_of_a_letter_for_text() -> None:
    assert media_type_of("ab€".encode()[:-1], whole=False) == "text/plain"
