"""What the tests of files share: bytes of every kind, and what a form would send."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image


@dataclass
class Part:
    """A file of a form, as the web hands it over."""

    filename: str
    file: io.BytesIO


@pytest.fixture
def part() -> Callable[..., Part]:
    return lambda name, content=b"hello": Part(name, io.BytesIO(content))


@pytest.fixture
def picture() -> Callable[..., bytes]:
    def make(form: str = "PNG", size: tuple[int, int] = (40, 20), **named: Any) -> bytes:
        target = io.BytesIO()
        Image.new("RGB", size, "teal").save(target, form, **named)
        return target.getvalue()

    return make
