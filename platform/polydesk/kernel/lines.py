"""One line of text that people typed or sent: a name, a subject, a tag, the name of a file, a line of a header.

What is kept holds no line breaks, no controls, and none of the marks that turn the direction of what stands after them:
with those `gpj.exe` reads as `exe.jpg`, and a name could rewrite the sentence around it. What joins emoji and the
letters of some scripts stays. Accents are written one way, and not piled up so high that they cover other lines.
"""

import re
import unicodedata

# Controls, soft hyphens and blanks without width, marks and overrides of direction, lone surrogates, invisible tags
# but for the flags that are made of them.
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"
)
MOST_ACCENTS = 4


def one_line(text: str) -> str:
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    return " ".join(_without_piles(unicodedata.normalize("NFC", UNSEEN.sub("", line))).split())


def _without_piles(line: str) -> str:
    """At most four accents on a letter: more than any script needs, less than what reaches into the next line."""
    kept: list[str] = []
    height = 0
    for sign in line:
        height = height + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        if height <= MOST_ACCENTS:
            kept.append(sign)
    return "".join(kept)
