"""The rule that every test can fail: one of its assertions is certain to be reached.

An assertion counts if it runs whatever the application answers: outside loops and branches, or in a loop over a
sequence that the source shows to have elements. A call counts if the function that it resolves to (by definitions,
imports and annotated types, not by its bare name) has such an assertion.
"""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.full_sequences import is_full
from tests.source_code import Function, modules
from tests.source_names import Names, Scope

_EXPECTING = {"pytest.raises", "pytest.fail", "pytest.warns"}


def tests_can_fail(root: Path) -> list[str]:
    """Every test asserts, expects an exception, or calls a function of the tests that does."""
    names = Names(root)
    assertions = _Assertions(names)
    return [
        f"{module.place}:{function.lineno} {function.name} has no assertion that is certain to be reached"
        for module in modules(root, "tests")
        if module.path.stem.startswith("test_")
        for function in module.functions
        if function.name.startswith("test_") and not assertions.certain(Scope(module, function))
    ]


class _Assertions:
    """Which functions are certain to assert something."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._known: dict[Function, bool] = {}

    def certain(self, scope: Scope) -> bool:
        if scope.function not in self._known:
            self._known[scope.function] = False  # one that calls itself adds nothing
            self._known[scope.function] = self._in_block(scope, scope.function.body)
        return self._known[scope.function]

    def _in_block(self, scope: Scope, block: Sequence[ast.stmt]) -> bool:
        return any(self._in_statement(scope, statement) for statement in block)

    def _in_statement(self, scope: Scope, statement: ast.stmt) -> bool:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return False
            case ast.For():
                asked = self._in_expression(scope, statement.iter)
                return asked or (is_full(self.names, scope, statement.iter) and self._in_block(scope, statement.body))
            case ast.While():
                endless = isinstance(statement.test, ast.Constant) and bool(statement.test.value)
                return self._in_expression(scope, statement.test) or (endless and self._in_block(scope, statement.body))
            case ast.If():
                both = self._in_block(scope, statement.body) and self._in_block(scope, statement.orelse)
                return both or self._in_expression(scope, statement.test)
            case ast.With():
                opened = any(self._in_expression(scope, item.context_expr) for item in statement.items)
                return opened or self._in_block(scope, statement.body)
            case ast.Try():
                return self._in_block(scope, statement.body) or self._in_block(scope, statement.finalbody)
            case ast.Assert():
                return self._can_be_false(scope, statement.test)
        return any(self._in_expression(scope, child) for child in ast.iter_child_nodes(statement))

    def _can_be_false(self, scope: Scope, test: ast.expr) -> bool:
        """`all` of nothing is true."""
        if isinstance(test, ast.Call) and ast.unparse(test.func) == "all":
            return is_full(self.names, scope, test.args[0])
        return not isinstance(test, ast.Constant)

    def _in_expression(self, scope: Scope, node: ast.AST) -> bool:
        return any(self._asserts(scope, call) for call in _certain_calls(node))

    def _asserts(self, scope: Scope, call: ast.Call) -> bool:
        if ast.unparse(call.func) in _EXPECTING:
            return True
        called = self.names.function(scope, call.func)
        return called is not None and called.module.place.startswith("tests/") and self.certain(called)


def _certain_calls(node: ast.AST) -> Iterator[ast.Call]:
    """The calls of an expression that are made once at least: not those of lambdas and comprehensions."""
    if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return
    if isinstance(node, ast.Call):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _certain_calls(child)
