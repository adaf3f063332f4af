"""A PDF of one page, made by hand: lines of text at their places. Small, real, and readable by every viewer."""

Line = tuple[int, int, int, str]
"""x and y from the upper left in points, size, text."""

HEIGHT, WIDTH = 842, 595


def document(lines: list[Line], *, title: str) -> bytes:
    drawn = "\n".join(f"BT /F1 {size} Tf {x} {HEIGHT - y} Td ({_escaped(text)}) Tj ET" for x, y, size, text in lines)
    stream = drawn.encode("cp1252", "replace")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents 5 0 R "
        "/Resources << /Font << /F1 4 0 R >> >> >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        f"<< /Title ({_escaped(title)}) /Producer (A practice Stripe) >>".encode("cp1252", "replace"),
    ]
    return _bound(parts)


def _bound(parts: list[bytes]) -> bytes:
    """Objects, where each begins, and where to begin."""
    made, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>" % (len(parts) + 1)
    begin = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    return made + begin + table + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % len(made)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
