"""Formats made by hand: what people read as a date, a clock, a share or a list is written by `i18n/formats.py` alone.

Found are `strftime`, clocks put together from padded numbers, a per cent sign behind a value, and names joined with
commas, in templates and in Python that speaks to people. What a machine or a field of a form reads is no format: such
a line says so, `{# notext #}` in a template, `# notext` in Python.
"""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from i18n.check import Fault
from i18n.lint_files import Module, Template, Token

HOME = frozenset({"i18n/formats.py", "i18n/places.py"})
LIST_SIGNS = re.compile(r"\s?[,،、]\s?")
PADDED = re.compile(r"0\d+d?")
SHARE = re.compile(r"[ \xa0\u202f]?%(?![A-Za-z(%])")


def python_formats(module: Module) -> list[Fault]:
    if module.name in HOME or not _speaks(module):
        return []
    found = ((node, _python_fault(node)) for node in _inside_functions(module))
    return [
        Fault(f"{module.name}:{node.lineno}", why)
        for node, why in found
        if why and not module.is_excused(node.lineno, node.end_lineno or node.lineno)
    ]


def template_formats(template: Template) -> list[Fault]:
    excused = template.excused
    return [
        Fault(f"{template.name}:{line}", why) for line, why in _template_faults(template.tokens) if line not in excused
    ]


def _speaks(module: Module) -> bool:
    """Whether a module says something to people: it imports a translating function, or formats."""
    return any(node.module in ("i18n", "i18n.formats") for node in module.all(ast.ImportFrom))


def _inside_functions(module: Module) -> list[ast.expr]:
    """What is worked out when somebody asks; the constants of a module are statements and names."""
    functions = [*module.all(ast.FunctionDef), *module.all(ast.AsyncFunctionDef)]
    inside = {line for one in functions for line in range(one.lineno, (one.end_lineno or one.lineno) + 1)}
    return [node for node in [*module.all(ast.JoinedStr), *module.all(ast.Call)] if node.lineno in inside]


def _python_fault(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return _fault_of_parts(node.values)
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return ""
    if node.func.attr == "strftime":
        return "a date or a clock made by hand: use i18n.formats"
    sign = node.func.value
    is_list = node.func.attr == "join" and isinstance(sign, ast.Constant) and LIST_SIGNS.fullmatch(str(sign.value))
    return "a list made by hand: use i18n.formats.list_of" if is_list else ""


def _fault_of_parts(parts: list[ast.expr]) -> str:
    for before, after in pairwise(parts):
        if not (isinstance(before, ast.FormattedValue) and isinstance(after, ast.Constant)):
            continue
        if str(after.value).startswith(":") and _is_padded(before):
            return "a clock made by hand: use i18n.formats.clock_time"
        if SHARE.match(str(after.value)) and "%" not in str(getattr(parts[0], "value", "")):
            return "a share made by hand: use i18n.formats.percent"
    return ""


def _is_padded(value: ast.FormattedValue) -> bool:
    spec = value.format_spec
    return isinstance(spec, ast.JoinedStr) and bool(PADDED.fullmatch("".join(map(_text, spec.values))))


def _text(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else ""


def _template_faults(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    words = [token for token in tokens if token[1] != "whitespace"]
    for place, (line, kind, value) in enumerate(words):
        earlier = [word[2] for word in words[max(0, place - 3) : place]]
        if kind == "name" and value == "strftime":
            yield line, "a date or a clock made by hand: use |when, |day or |clock"
        elif kind == "string" and earlier[-3:] == ["|", "join", "("] and LIST_SIGNS.fullmatch(value[1:-1]):
            yield line, "a list made by hand: use |listed"
        elif kind == "string" and re.fullmatch(r"%0\d+d", value[1:-1]):
            yield line, "a number padded by hand: use |clock, |hour or |number"
        elif kind == "data" and words[place - 1][1] == "variable_end" and SHARE.match(value):
            yield line, "a share made by hand: use |percent"
