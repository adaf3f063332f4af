"""No bare human text and no format by hand: what people read goes through the catalogue and the formats.

`faults()` is part of `python -m i18n check` and of the guards among the tests. A line that is right as it is (a name,
a sample of code) says so: `{# notext #}` in a template, `# notext` in Python.
"""

from pathlib import Path

from i18n.check import Fault
from i18n.lint_formats import python_formats, template_formats
from i18n.lint_labels import label_faults
from i18n.lint_python import python_faults, refusal_names
from i18n.lint_templates import template_faults
from i18n.sources import ROOT, python_files, template_files


def faults(root: Path = ROOT) -> list[Fault]:
    modules = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in python_files(root)}
    refusals = refusal_names(modules.values())
    found = []
    for path in template_files(root):
        source, name = path.read_text("utf-8"), path.relative_to(root).as_posix()
        found += template_faults(source, name) + template_formats(source, name) + label_faults(source, name)
    for name, source in modules.items():
        found += python_faults(source, name, refusals) + python_formats(source, name)
    return found
