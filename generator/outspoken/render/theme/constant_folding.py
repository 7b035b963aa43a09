"""What is the same on every page of a build is worked out once, when its template is compiled."""

from __future__ import annotations

from collections.abc import Collection, Iterator, MutableMapping
from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

# The last line of a template's module, so that the lines of its faults stay those of its text.
_PRINT = f"\nfrom {__name__} import printed as escape"
_PRINTABLE = (str, Markup, int, bool, type(None))


class SettledEnvironment(Environment):
    """A Jinja environment whose `settled` globals never change: `{{ _("Since") }}` or `{{ site.url }}`
    cost nothing when a page is rendered.

    Functions among them must be pure. A template that gives such a name another meaning keeps it.
    """

    settled: Collection[str] = ()

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One plain mapping, since every page copies it; globals are complete before the first template."""
        return {**self.globals, **(d or {})}

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        """Jinja's hook between parsing and code generation."""
        settled = {name: self.globals[name] for name in {*self.settled}.difference(_given(source))}
        code = super()._generate(_Settle(self, settled).visit(source), name, filename, defer_init)
        return code + _PRINT


def printed(value: object) -> Markup:
    """A value as HTML; what is safe already passes as it is, where Jinja's own `escape` copies it."""
    return value if type(value) is Markup else escape(value)


def _given(source: nodes.Template) -> Iterator[str]:
    """The names that a template gives a meaning of its own."""
    givers: Any = (nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)
    for found in source.find_all(givers):
        match found:
            case (
                nodes.Name(name=name, ctx="store" | "param")
                | nodes.Macro(name=name)
                | nodes.Import(target=name)
            ):
                yield name
            case nodes.FromImport(names=names):
                yield from (name if isinstance(name, str) else name[1] for name in names)


class _Settle(NodeTransformer):
    """Puts constants in place of expressions that are made of settled names and constants alone."""

    def __init__(self, environment: Environment, settled: dict[str, Any]) -> None:
        self._environment, self._settled = environment, settled

    def _visit_expression(self, node: nodes.Expr) -> nodes.Node:
        try:
            value = self._value(node)
        except Exception:  # whatever it is, it is told when the page is rendered, with its line
            return self.generic_visit(node)
        if type(value) in _PRINTABLE:
            return nodes.Const(value, lineno=node.lineno, environment=self._environment)
        return self.generic_visit(node)

    visit_Name = visit_Getattr = visit_Getitem = visit_Call = _visit_expression  # noqa: N815 - Jinja's names

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Left as it is: of constants alone, Jinja would join safe and unsafe text without escaping any."""
        return node

    def _value(self, node: nodes.Node) -> Any:
        """What an expression is on every page. Raises nodes.Impossible where pages differ."""
        match node:
            case nodes.Name(name=name, ctx="load") if name in self._settled:
                return self._settled[name]
            case nodes.Const(value=value):
                return value
            case nodes.Getattr():
                return self._environment.getattr(self._value(node.node), node.attr)
            case nodes.Getitem():
                return self._environment.getitem(self._value(node.node), self._value(node.arg))
            case nodes.Call(dyn_args=None, dyn_kwargs=None):
                terms = {term.key: self._value(term.value) for term in node.kwargs}
                return self._value(node.node)(*map(self._value, node.args), **terms)
        raise nodes.Impossible
