"""A file as the lints look at it: taken apart once, whichever of them ask.

A line that is right as it is says so: `{# notext #}` in a template, `# notext` in Python.
"""

import ast
from dataclasses import dataclass
from typing import TypeVar

from jinja2 import Environment

HATCH = "notext"
Token = tuple[int, str, str]
Node = TypeVar("Node", bound=ast.AST)

_JINJA = Environment(extensions=["jinja2.ext.i18n"])


@dataclass(frozen=True)
class Module:
    name: str
    lines: list[str]
    nodes: list[ast.AST]

    def all(self, kind: type[Node]) -> list[Node]:
        return [node for node in self.nodes if isinstance(node, kind)]

    def is_excused(self, first: int, last: int) -> bool:
        return any(f"# {HATCH}" in line for line in self.lines[first - 1 : last])


@dataclass(frozen=True)
class Template:
    name: str
    tokens: list[Token]

    @property
    def excused(self) -> set[int]:
        return {line for line, kind, value in self.tokens if kind == "comment" and value.strip() == HATCH}


def read_module(source: str, name: str) -> Module:
    """Raises SyntaxError."""
    return Module(name, source.splitlines(), list(ast.walk(ast.parse(source))))


def read_template(source: str, name: str) -> Template:
    """Raises TemplateSyntaxError."""
    return Template(name, list(_JINJA.lex(source)))
