"""Faces: what stands for somebody who has no picture, their initials on a tone of their own.

A function and no template, since every message of every page has one and hardly any name comes twice.
"""

from markupsafe import Markup

from polydesk.kernel.web.compiling import printed

SIZES = {"sm": " face-sm", "lg": " face-lg"}
TONES = 6


def face(name: str | None, size: str | None = None) -> Markup:
    """Silent for screen readers: the name stands beside it."""
    words = (name or "?").replace("@", " ").split()
    initials = (words[0][:1] + words[-1][:1] if len(words) > 1 else "".join(words)[:1]).upper()
    tone = len(name or "") % TONES
    look = SIZES.get(size or "", "")
    return Markup(f'<span class="face{look}" data-tone="{tone}" aria-hidden="true">{printed(initials)}</span>')
