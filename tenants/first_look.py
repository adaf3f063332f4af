"""The first look: what a new company wears until it says otherwise, so that no two neighbours look alike.

A colour of ours, always the same for the same mail domain, and a mark that is drawn from its name. White can be read on
each of these colours, and each can be told from light and from dark pages.
"""

from hashlib import blake2b

from markupsafe import escape

from polydesk.kernel.colour import on_colour

# Around the circle: red, terracotta, ochre, olive, green, pine, teal, petrol, azure, indigo, violet, plum, raspberry.
COLOURS = (
    *("#cc363f", "#b8502a", "#95660b", "#66761a", "#2f7f3f", "#14805e", "#0b7f82"),
    *("#1a7799", "#2c71ba", "#5664cc", "#7e57c9", "#a04bae", "#bb3e79"),
)


def colour_of(seed: str) -> str:
    """Of a mail domain, or of a name where the domain is a provider's."""
    return COLOURS[int.from_bytes(blake2b(seed.casefold().encode(), digest_size=8).digest()) % len(COLOURS)]


def initial(name: str) -> str:
    return name[:1].upper()


def drawn_mark(name: str, colour: str) -> str:
    """As SVG: the initial on the colour, as pages and mails draw it beside the name."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="9" fill="{colour}"/>'
        f'<text x="16" y="22.5" font-family="system-ui, sans-serif" font-size="18" font-weight="700" '
        f'text-anchor="middle" fill="{on_colour(colour)}">{escape(initial(name))}</text></svg>'
    )
