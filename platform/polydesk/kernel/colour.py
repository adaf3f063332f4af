"""Colours that can be read: a brand's colour as it is, and what it must become for text and buttons (WCAG contrast).

Lightness changes in OKLCH, so the hue stays the brand's own. `brand_css` is a brand's style sheet: variables alone.
"""

import math
import re
from functools import lru_cache

TEXT = 4.5
SHAPE = 3.0
WHITE, BLACK = "#ffffff", "#000000"
# The grounds that text of the brand's colour stands on, as styles/theme.css has them: surface, page, hovered.
LIGHT_GROUNDS = ("#ffffff", "#f8f9fb", "#eef1f6")
DARK_GROUNDS = ("#20242c", "#15181d", "#2a2f39")
# Marked entries and icons stand on the surface with a breath of their own colour (color-mix in the style sheets).
BREATH = 0.12

Rgb = tuple[float, float, float]
_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def parse(text: str) -> str:
    """`#0B7` or `00bb77` as `#00bb77`; ValueError for anything else."""
    match = _HEX.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a colour: {text[:20]!r}")
    digits = match[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def on_colour(ground: str) -> str:
    """White where white can be read on it, else black; one of the two always can."""
    return WHITE if contrast(WHITE, ground) >= TEXT else BLACK


@lru_cache(maxsize=4096)
def readable(colour: str, *, on: str | tuple[str, ...] = WHITE, ratio: float = TEXT) -> str:
    """The nearest lightness of the same hue that reaches the ratio on every ground given."""
    grounds = (on,) if isinstance(on, str) else on
    colour = parse(colour)
    if _reaches(colour, grounds, ratio):
        return colour
    lightness, chroma, hue = _to_oklch(colour)
    darkens = luminance(grounds[0]) > 0.18
    step = -0.005 if darkens else 0.005
    while 0 < lightness < 1:
        lightness += step
        nearest = _from_oklch(lightness, chroma, hue)
        if _reaches(nearest, grounds, ratio):
            return nearest
    return BLACK if darkens else WHITE


def brand_css(brand: str) -> str:
    """Variables for both themes; `light-dark()` picks by the page's colour scheme."""
    brand = parse(brand)
    light, dark = (readable(brand, on=grounds[0], ratio=SHAPE) for grounds in (LIGHT_GROUNDS, DARK_GROUNDS))
    link_light, link_dark = (_link(brand, grounds) for grounds in (LIGHT_GROUNDS, DARK_GROUNDS))
    pairs = {
        "--tblr-primary": (light, dark),
        "--tblr-primary-fg": (on_colour(light), on_colour(dark)),
        "--tblr-primary-darken": (_pressed(light), _pressed(dark)),
        "--tblr-link-color": (link_light, link_dark),
        "--tblr-link-hover-color": (_stronger(link_light, -0.08), _stronger(link_dark, 0.06)),
    }
    lines = [f"--brand:{brand}", f"--brand-fg:{on_colour(brand)}", f"--tblr-primary-rgb:{_triple(light)}"]
    lines += [f"{name}:light-dark({in_light},{in_dark})" for name, (in_light, in_dark) in pairs.items()]
    return ":root{" + ";".join(lines) + "}"


def _reaches(colour: str, grounds: tuple[str, ...], ratio: float) -> bool:
    return all(contrast(colour, ground) >= ratio for ground in grounds)


def _link(brand: str, grounds: tuple[str, ...]) -> str:
    """Readable on every ground, and on the surface tinted with itself."""
    ratio = TEXT
    while True:
        link = readable(brand, on=grounds, ratio=ratio)
        if link in (BLACK, WHITE) or contrast(link, _mix(link, grounds[0], BREATH)) >= TEXT:
            return link
        ratio += 0.1


def _pressed(ground: str) -> str:
    """A button under the pointer: away from its text, so that the text only gains contrast."""
    return _stronger(ground, -0.06 if on_colour(ground) == WHITE else 0.06)


def _stronger(colour: str, change: float) -> str:
    lightness, chroma, hue = _to_oklch(colour)
    return _from_oklch(min(max(lightness + change, 0.0), 1.0), chroma, hue)


def _mix(one: str, other: str, share: float) -> str:
    parts = zip(_parts(one), _parts(other), strict=True)
    return _hex(tuple(a * share + b * (1 - share) for a, b in parts))  # type: ignore[arg-type]


def _triple(colour: str) -> str:
    return ",".join(str(round(part * 255)) for part in _parts(colour))


def _parts(colour: str) -> Rgb:
    digits = parse(colour)
    return int(digits[1:3], 16) / 255, int(digits[3:5], 16) / 255, int(digits[5:7], 16) / 255


def _hex(parts: Rgb) -> str:
    return "#" + "".join(f"{round(min(max(part, 0.0), 1.0) * 255):02x}" for part in parts)


def _linear(colour: str) -> Rgb:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return red, green, blue


def _to_oklch(colour: str) -> tuple[float, float, float]:
    """Björn Ottosson's OKLab, in polar form."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Back to the screen; a colour that no screen shows loses chroma until one does."""
    low, high = 0.0, chroma
    if _inside(_oklch_to_linear(lightness, chroma, hue)):
        low = chroma
    else:
        for _ in range(16):
            middle = (low + high) / 2
            inside = _inside(_oklch_to_linear(lightness, middle, hue))
            low, high = (middle, high) if inside else (low, middle)
    red, green, blue = (_encoded(part) for part in _oklch_to_linear(lightness, low, hue))
    return _hex((red, green, blue))


def _oklch_to_linear(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _inside(linear: Rgb) -> bool:
    return all(-1e-6 <= part <= 1 + 1e-6 for part in linear)


def _encoded(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
