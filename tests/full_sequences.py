"""Which sequences a source file shows to have elements: literals, ranges, and what is built of these."""

import ast

from tests.source_names import Definition, Names, Scope

# Calls that give an element for each element of every argument.
_KEEPING = {"sorted", "list", "tuple", "set", "frozenset", "reversed", "enumerate", "dict", "zip", "product", "iter"}
_MEMBERS = {"items", "keys", "values", "splitlines", "split"}


def is_full(names: Names, scope: Scope, node: ast.expr) -> bool:
    """Whether a loop over it runs at least once, whatever the application does."""
    match node:
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return any(not isinstance(one, ast.Starred) or is_full(names, scope, one.value) for one in parts)
        case ast.Dict(keys=keys):
            return bool(keys)
        case ast.Constant(value=str(text)):
            return bool(text)
        case ast.BinOp(left=left, op=ast.Add() | ast.BitOr(), right=right):
            return is_full(names, scope, left) or is_full(names, scope, right)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            return all(not one.ifs and is_full(names, scope, one.iter) for one in node.generators)
        case ast.Call():
            return _call_is_full(names, scope, node)
        case ast.Name() | ast.Attribute():
            return _name_is_full(names, scope, node)
    return False


def _call_is_full(names: Names, scope: Scope, call: ast.Call) -> bool:
    called = ast.unparse(call.func).rpartition(".")[2]
    if called == "range":
        return all(_is_number(names, scope, one) for one in call.args)
    if called in _MEMBERS and isinstance(call.func, ast.Attribute):
        return is_full(names, scope, call.func.value)
    return called in _KEEPING and bool(call.args) and all(is_full(names, scope, one) for one in call.args)


def _is_number(names: Names, scope: Scope, node: ast.expr) -> bool:
    """A range over fixed numbers is meant to have elements; one over a length may have none."""
    match node:
        case ast.Constant(value=int()):
            return True
        case ast.UnaryOp(operand=operand):
            return _is_number(names, scope, operand)
        case ast.BinOp(left=left, right=right):
            return _is_number(names, scope, left) and _is_number(names, scope, right)
        case ast.Name() | ast.Attribute():
            found = names.definition(scope.module, node)
            return found is not None and (value := _value(found)) is not None and _is_number(names, scope, value)
    return False


def _name_is_full(names: Names, scope: Scope, node: ast.Name | ast.Attribute) -> bool:
    if isinstance(node, ast.Name):
        local = [
            one.value
            for one in ast.walk(scope.function)
            if isinstance(one, ast.Assign | ast.AnnAssign) and one.value is not None and _assigns(one, node.id)
        ]
        if local:
            return all(is_full(names, scope, value) for value in local)
    found = names.definition(scope.module, node)
    if found is None:
        return False
    if isinstance(found.node, ast.ClassDef):
        return any(isinstance(one, ast.Assign) for one in found.node.body)  # the members of an enumeration
    value = _value(found)
    return value is not None and is_full(names, Scope(found.module, scope.function), value)


def _assigns(node: ast.Assign | ast.AnnAssign, name: str) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(one, ast.Name) and one.id == name for one in targets)


def _value(found: Definition) -> ast.expr | None:
    return found.node.value if isinstance(found.node, ast.Assign | ast.AnnAssign) else None
