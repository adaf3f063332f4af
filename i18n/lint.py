"""No bare human text and no format by hand: what people read goes through the catalogue and the formats.

`faults()` is part of `python -m i18n check`. What is excused, and how, says `lint_files`.
"""

from collections.abc import Iterator
from pathlib import Path

from jinja2.exceptions import TemplateSyntaxError

from i18n.check import Fault
from i18n.lint_files import read_module, read_template
from i18n.lint_formats import python_formats, template_formats
from i18n.lint_labels import label_faults
from i18n.lint_python import is_unseen, python_faults, refusal_names
from i18n.lint_templates import template_faults
from i18n.sources import ROOT, python_files, template_files


def faults(root: Path = ROOT) -> Iterator[Fault]:
    for path in template_files(root):
        yield from faults_of_template(path.read_text("utf-8"), path.relative_to(root).as_posix())
    modules = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in python_files(root)}
    refusals = refusal_names(modules.values())
    for name, source in modules.items():
        yield from faults_of_module(source, name, refusals)


def faults_of_template(source: str, name: str) -> list[Fault]:
    try:
        template = read_template(source, name)
    except TemplateSyntaxError as error:
        return [Fault(f"{name}:{error.lineno}", f"Jinja cannot read it: {error.message}")]
    return template_faults(template) + template_formats(template) + label_faults(source, name)


def faults_of_module(source: str, name: str, refusals: frozenset[str]) -> list[Fault]:
    if is_unseen(name):
        return []
    try:
        module = read_module(source, name)
    except SyntaxError as error:
        return [Fault(f"{name}:{error.lineno}", "Python cannot read it")]
    return python_faults(module, refusals) + python_formats(module)
