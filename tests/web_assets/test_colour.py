"""Brand colours: whatever a company chooses, its customers can read the pages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydesk.kernel.colour import (
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    SHAPE,
    TEXT,
    brand_css,
    contrast,
    on_colour,
    parse,
    readable,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(("typed", "meant"), [("#0B7", "#00bb77"), ("00BB77", "#00bb77"), (" #abcdef ", "#abcdef")])
def test_it_reads_what_people_type(typed: str, meant: str) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize("typed", ["", "red", "#12345", "#gggggg", "#fff;}", "rgb(0,0,0)", "#00bb77\n}"])
def test_it_refuses_what_is_no_colour(typed: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        parse(typed)


def test_it_measures_contrast_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@given(colours)
def test_it_always_finds_a_readable_colour_for_buttons(ground: str) -> None:
    assert contrast(on_colour(ground), ground) >= TEXT


@given(colours, st.sampled_from([LIGHT_GROUNDS, DARK_GROUNDS]))
def test_it_corrects_every_colour_until_text_can_be_read(brand: str, grounds: tuple[str, ...]) -> None:
    corrected = readable(brand, on=grounds)
    assert all(contrast(corrected, ground) >= TEXT for ground in grounds)


@given(colours)
def test_it_leaves_a_readable_colour_alone(brand: str) -> None:
    if contrast(brand, "#ffffff") >= TEXT:
        assert readable(brand, on="#ffffff") == brand


@given(colours)
def test_every_pair_of_the_brand_sheet_can_be_read(brand: str) -> None:
    sheet = brand_css(brand)
    primary, on_primary, pressed, link = (
        _pair(sheet, name) for name in ("primary", "primary-fg", "primary-darken", "link-color")
    )
    for theme, grounds in enumerate((LIGHT_GROUNDS, DARK_GROUNDS)):
        assert contrast(primary[theme], grounds[0]) >= SHAPE
        assert contrast(on_primary[theme], primary[theme]) >= TEXT
        assert contrast(on_primary[theme], pressed[theme]) >= TEXT
        assert all(contrast(link[theme], ground) >= TEXT for ground in grounds)


@given(colours)
def test_the_brand_sheet_holds_variables_and_nothing_else(brand: str) -> None:
    assert re.fullmatch(r":root\{(--[a-z-]+:[#a-z0-9(),-]+;?)+\}", brand_css(brand))


def _pair(sheet: str, name: str) -> tuple[str, str]:
    found = re.search(rf"--tblr-{name}:light-dark\((#\w+),(#\w+)\)", sheet)
    assert found
    return found[1], found[2]
