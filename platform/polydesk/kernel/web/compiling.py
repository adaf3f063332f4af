"""Compiling: how templates become Python, in six ways quicker than Jinja's own, with the same pages as result.

What is printed is escaped by one C function without being wrapped in a Markup that nobody reads. A fixed sentence
`_("Open")` is looked up among those that were translated and escaped before. A part (a block, a parent, an include)
comes as one text, instead of each of its pieces climbing through all the layers above it. Fixed drawings `icon("send")`
are part of the text around them. Macros and the functions of every page are called as they are, without asking the
context whether they want to know it. Texts put together by `~` are joined without a look at each for markup.
"""

from collections.abc import Iterator, MutableMapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, markup_join
from markupsafe import Markup, escape

from i18n import catalog, current_locale

try:
    from markupsafe._speedups import _escape_inner as escaped
except ImportError:  # no compiled module for this Python: the same, slower

    def escaped(text: str, /) -> str:
        return str(escape(text))


# Functions that every page knows, and that want to know nothing of it. No template has anything else of these names to call.
OF_EVERY_PAGE = frozenset({"icon", "piece", "asset"})


def printed(value: Any) -> str:
    """What stands in the page for this value: markup as it is, everything else escaped."""
    kind = type(value)
    if kind is str:
        return escaped(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return str(value)
    return str(escape(value))


def said(message: str) -> Markup:
    """A fixed sentence in the language of the moment."""
    return _said(current_locale(), message)


@lru_cache(maxsize=20_000)
def _said(_locale: str, message: str) -> Markup:
    return escape(catalog.gettext(message))


def joined(parts: tuple[Any, ...]) -> str:
    """`a ~ b`: markup among them makes all of it markup, which plain texts and numbers need not be asked for."""
    for part in parts:
        if type(part) is not str and type(part) is not int:
            return markup_join(parts)
    return "".join([str(part) for part in parts])


class _Quicker(CodeGenerator):
    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self._macros = frozenset(_macros_of(node))
        super().visit_Template(node, frame)

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        draw: Any = self.environment.globals.get("icon")
        if draw and isinstance(node, nodes.Call) and _is_fixed(node, "icon"):
            return str(draw(node.args[0].as_const()))
        return super()._output_child_to_const(node, frame, finalize)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if _may_differ(frame):
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(" if self._is_markup(node) else "environment.printed(")
            if finalize.src is not None:
                self.write(finalize.src)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if _may_differ(frame) or node.dyn_args or node.dyn_kwargs or not isinstance(node.node, nodes.Name):
            super().visit_Call(node, frame, forward_caller=forward_caller)
        elif _is_fixed(node, "_"):
            self.write(f"environment.said({node.args[0].as_const()!r})")
        elif node.node.name in OF_EVERY_PAGE:
            self._call(f"environment.globals[{node.node.name!r}]", node, frame)
        elif node.node.name in self._macros:
            self.visit(node.node, frame)
            self._call("", node, frame, caller=forward_caller)
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        if _may_differ(frame):
            super().visit_Concat(node, frame)
        else:
            self.write("environment.joined((")
            for part in node.nodes:
                self.visit(part, frame)
                self.write(", ")
            self.write("))")

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        super().writeline(_in_one_piece(x), node, extra)

    def _call(self, called: str, node: nodes.Call, frame: Frame, *, caller: bool = False) -> None:
        self.write(f"{called}(")
        for part in (*node.args, *node.kwargs):
            self.visit(part, frame)
            self.write(", ")
        self.write("caller=caller)" if caller else ")")

    def _is_markup(self, node: nodes.Expr) -> bool:
        """Whether it is a call whose answer is always markup, so that nobody need look."""
        if (
            not isinstance(node, nodes.Call)
            or not isinstance(node.node, nodes.Name)
            or node.dyn_args
            or node.dyn_kwargs
        ):
            return False
        return node.node.name in ("icon", "piece") or node.node.name in self._macros or _is_fixed(node, "_")


def _may_differ(frame: Frame) -> bool:
    """Where nothing is escaped, or nobody knows before the page whether it is, Jinja's own way holds."""
    return frame.eval_ctx.volatile or not frame.eval_ctx.autoescape


def _macros_of(template: nodes.Template) -> Iterator[str]:
    """The names under which this template knows macros, its own and those of others."""
    yield "caller"
    for macro in template.find_all(nodes.Macro):
        yield macro.name
    for taken in template.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in taken.names)


def _is_fixed(node: nodes.Call, name: str) -> bool:
    """`_("Open")`, `icon("send")`: what stands there is known before the page."""
    return (
        isinstance(node.node, nodes.Name)
        and node.node.name == name
        and len(node.args) == 1
        and isinstance(node.args[0], nodes.Const)
        and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
    )


def _in_one_piece(line: str) -> str:
    """The lines that Jinja writes where one part prints another."""
    if (line.startswith("yield from ") and "_render_func(" in line) or line.startswith("yield from context.blocks["):
        return f"yield environment.concat({line.removeprefix('yield from ')})"
    return "for event in (environment.concat(gen),):" if line == "for event in gen:" else line


class PageTemplate(Template):
    """A template whose macros are at hand at once: all templates have the same globals, so nobody's add to another's."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return self._module or super()._get_default_module(ctx)


class PageEnvironment(Environment):
    """Jinja's environment for pages; its globals are complete before the first template is read."""

    template_class = PageTemplate
    code_generator_class = _Quicker
    printed = staticmethod(printed)
    said = staticmethod(said)
    joined = staticmethod(joined)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._found: dict[str, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's own name for it
    ) -> Template:
        """At hand from the second time on, where templates do not change while the program runs."""
        if self.auto_reload or globals is not None or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        if name not in self._found:
            self._found[name] = super().get_template(name, parent)
        return self._found[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One dictionary instead of a chain of them, since every name of a macro is looked up here."""
        return {**self.globals, **(d or {})}


__all__ = ["PageEnvironment", "escaped", "joined", "printed", "said"]
