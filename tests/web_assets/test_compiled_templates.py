"""Templates that set-up has compiled are taken as they are, unless anything has changed since."""

from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader

from polydesk.kernel.web import compiled
from polydesk.kernel.web.compiled import Compiled
from polydesk.kernel.web.compiling import PageEnvironment


class Counting(PageEnvironment):
    """An environment that knows how often it compiled."""

    def __init__(self, words: str, folder: Path, *, writes: bool = False) -> None:
        super().__init__(
            loader=DictLoader({"page.html": words}),
            autoescape=True,
            bytecode_cache=Compiled(folder, writes=writes),
        )
        self.compiled = 0

    def compile(self, *words: Any, **more: Any) -> Any:
        self.compiled += 1
        return super().compile(*words, **more)


def drawn(environment: Counting) -> tuple[str, int]:
    return environment.get_template("page.html").render(name="<Carl>"), environment.compiled


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert drawn(Counting("Hello {{ name }}", tmp_path, writes=True)) == ("Hello &lt;Carl&gt;", 1)
    return tmp_path


def test_it_is_compiled_once_for_all_processes(folder: Path) -> None:
    assert drawn(Counting("Hello {{ name }}", folder)) == ("Hello &lt;Carl&gt;", 0)


def test_one_that_was_changed_since_is_compiled_by_who_needs_it(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert drawn(Counting("Goodbye {{ name }}", folder)) == ("Goodbye &lt;Carl&gt;", 1)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("part", ["compiling", "assets", "jinja"])
def test_what_another_compiler_made_is_not_taken(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """Or one with other words, or whose drawings have another frame: they are part of what is compiled."""
    other = tmp_path / "another.py"
    other.write_text("another way")
    monkeypatch.setattr(getattr(compiled, part), "__file__", str(other))
    assert drawn(Counting("Hello {{ name }}", folder)) == ("Hello &lt;Carl&gt;", 1)


def test_what_is_damaged_is_made_anew(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[:-7])
    assert drawn(Counting("Hello {{ name }}", folder)) == ("Hello &lt;Carl&gt;", 1)


def test_what_no_template_has_any_more_goes(folder: Path) -> None:
    Compiled(folder).keep_only(["another.html"])
    assert list(folder.iterdir()) == []
