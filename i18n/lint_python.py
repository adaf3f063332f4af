"""Bare text in Python: English handed to somebody who shows it, and translating calls that nothing can extract."""

import ast
import re
from collections.abc import Iterable, Iterator

from i18n.check import Fault
from i18n.lint_files import Module
from i18n.lint_templates import is_text

SHOWN_ARGUMENTS = frozenset(
    {"message", "heading", "title", "label", "subject", "hint", "notice", "sentence", "placeholder", "confirm"}
)
SHOWN_ATTRIBUTES = frozenset({"message", "sentence", "title", "heading", "label"})
TRANSLATING = {"_": 1, "lazy": 1, "ngettext": 2, "pgettext": 2, "lazy_in": 2, "npgettext": 3}
UNSEEN = (
    "demo.py",
    "cli.py",
    "doctor.py",
    "/runtime/examining_",
    "/migrations/",
    "i18n/__main__.py",
    "i18n/check.py",
    "i18n/lint",
)
REFUSALS = frozenset({"Refusal"})

_DESCENDS = re.compile(r"\bclass \w+\(")


def refusal_names(sources: Iterable[str]) -> frozenset[str]:
    """The classes that are refusals, however far they descend from the first one."""
    parents = {
        node.name: {name for base in node.bases if (name := _name(base))}
        for source in sources
        if _DESCENDS.search(source)
        for node in ast.walk(_tree(source))
        if isinstance(node, ast.ClassDef)
    }
    known: set[str] = set(REFUSALS)
    while more := {name for name, bases in parents.items() if bases & known} - known:
        known |= more
    return frozenset(known)


def is_unseen(name: str) -> bool:
    """What nobody reads in a language of their own: the operator's terminal, and these lints."""
    return any(part in f"/{name}" for part in UNSEEN)


def python_faults(module: Module, refusals: frozenset[str]) -> list[Fault]:
    refusals -= _other_classes(module, refusals)
    return [
        Fault(f"{module.name}:{line}", complaint, text)
        for line, complaint, text in _found(module, refusals)
        if not module.is_excused(line, line)
    ]


def _other_classes(module: Module, refusals: frozenset[str]) -> frozenset[str]:
    """Classes of this file that share a refusal's name and are none: an error for the log, say."""
    classes = [node for node in module.all(ast.ClassDef) if node.name not in REFUSALS]
    return frozenset(node.name for node in classes if not any(_name(base) in refusals for base in node.bases))


def _found(module: Module, refusals: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    for node in module.nodes:
        if isinstance(node, ast.Call):
            yield from _call_faults(node, refusals)
        elif isinstance(node, ast.ClassDef) and (node.name in refusals):
            yield from _class_faults(node)


def _call_faults(call: ast.Call, refusals: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    called = _name(call.func)
    if isinstance(call.func, ast.Name) and called in TRANSLATING:
        for argument in call.args[: TRANSLATING[called]]:
            if not _literal(argument):
                yield argument.lineno, f"{called}() of something that is no literal: nothing can extract it", ""
        return
    for keyword in call.keywords:
        if keyword.arg in SHOWN_ARGUMENTS and (text := _bare(keyword.value)):
            yield keyword.value.lineno, f"bare text for {keyword.arg}=", text
    shown = call.args[:1] if called in refusals else call.args[1:2] if _is_failing(call.func) else []
    for argument in shown:
        if text := _bare(argument):
            yield argument.lineno, f"bare text for {called}()", text


def _class_faults(definition: ast.ClassDef) -> Iterator[tuple[int, str, str]]:
    for statement in definition.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = getattr(statement, "value", None)
        names = {target.id for target in targets if isinstance(target, ast.Name)}
        if names & SHOWN_ATTRIBUTES and isinstance(value, ast.expr) and (text := _bare(value)):
            yield statement.lineno, f"bare text in the refusal {definition.name}", text


def _is_failing(function: ast.expr) -> bool:
    """`form.fail("email", "…")`: the sentence beside a field."""
    return isinstance(function, ast.Attribute) and function.attr == "fail"


def _bare(value: ast.expr) -> str:
    if isinstance(value, ast.BinOp):
        return _bare(value.left)
    text = ""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        text = value.value
    elif isinstance(value, ast.JoinedStr):
        text = "…".join(str(part.value) for part in value.values if isinstance(part, ast.Constant))
    return text if is_text(text) and (" " in text.strip() or text[:1].isupper()) else ""


def _literal(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])
