"""What a name in a source file stands for: definitions, imports and annotated types are followed across files."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.source_code import Function, Module, modules

_STEPS_MAX = 8
# Annotations whose values give an instance of their last argument: a fixture or context manager yields it.
_YIELDING = {"Iterator", "Generator", "AbstractContextManager"}


@dataclass(frozen=True)
class Scope:
    """A function, and the module it is written in."""

    module: Module
    function: Function


@dataclass(frozen=True)
class Definition:
    """A statement at the top of a module, or in a class, that gives a name its meaning."""

    module: Module
    node: ast.stmt


class Names:
    """The names of all modules below a root."""

    def __init__(self, root: Path) -> None:
        self._modules = {module.name: module for module in modules(root)}
        self._defined = {name: dict(_definitions(module.tree.body)) for name, module in self._modules.items()}
        self._imported = {name: dict(_imports(module)) for name, module in self._modules.items()}

    def find(self, module: Module, name: str) -> Definition | Module | None:
        """What a name at the top of a module is."""
        for _ in range(_STEPS_MAX):
            if (node := self._defined[module.name].get(name)) is not None:
                return Definition(module, node)
            origin, name = self._imported[module.name].get(name, ("", ""))
            if (whole := self._modules.get(f"{origin}.{name}" if name else origin)) is not None:
                return whole
            if origin not in self._modules:
                return None
            module = self._modules[origin]
        return None

    def function(self, scope: Scope, called: ast.expr) -> Scope | None:
        """The function that a call reaches: by its name, as a member of a module, or as a method of a known class."""
        if isinstance(called, ast.Name):
            inner = [node for node in ast.walk(scope.function) if isinstance(node, Function) and node.name == called.id]
            if inner:
                return Scope(scope.module, inner[0])
        found = self.definition(scope.module, called)
        if found is None and isinstance(called, ast.Attribute):
            found = self._member(self._class_of(scope, called.value), called.attr)
        if found is not None and isinstance(found.node, Function):
            return Scope(found.module, found.node)
        return None

    def definition(self, module: Module, node: ast.expr) -> Definition | None:
        """What a dotted name means at the top of a module."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = self.find(module, node.value.id)
            found = self.find(owner, node.attr) if isinstance(owner, Module) else None
        else:
            found = self.find(module, node.id) if isinstance(node, ast.Name) else None
        return found if isinstance(found, Definition) else None

    def _class_of(self, scope: Scope, node: ast.expr) -> Definition | None:
        """The class of an expression's value, as far as annotations and constructors tell."""
        match node:
            case ast.Name():
                return self._class_of_variable(scope, node.id)
            case ast.Attribute():
                member = self._member(self._class_of(scope, node.value), node.attr)
                return (
                    None if member is None else self._annotated(member.module, getattr(member.node, "annotation", None))
                )
            case ast.Call():
                made = self.definition(scope.module, node.func)
                if made is not None and isinstance(made.node, ast.ClassDef):
                    return made
                called = self.function(scope, node.func)
                return None if called is None else self._annotated(called.module, called.function.returns)
        return None

    def _class_of_variable(self, scope: Scope, name: str) -> Definition | None:
        arguments = scope.function.args
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            if argument.arg == name:
                return self._annotated(scope.module, argument.annotation)
        for node in ast.walk(scope.function):
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                    return self._class_of(scope, value)
                case ast.withitem(context_expr=value, optional_vars=ast.Name(id=target)) if target == name:
                    return self._class_of(scope, value)
        return None

    def _annotated(self, module: Module, node: ast.expr | None) -> Definition | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = ast.parse(node.value, mode="eval").body
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).rpartition(".")[2] in _YIELDING:
            node = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice
        found = None if node is None else self.definition(module, node)
        return found if found is not None and isinstance(found.node, ast.ClassDef) else None

    def _member(self, owner: Definition | None, name: str) -> Definition | None:
        """A method or annotated field of a class or of those it inherits from."""
        if owner is None or not isinstance(owner.node, ast.ClassDef):
            return None
        member = dict(_definitions(owner.node.body)).get(name)
        if member is not None:
            return Definition(owner.module, member)
        bases = (self.definition(owner.module, base) for base in owner.node.bases)
        return next((found for base in bases if (found := self._member(base, name)) is not None), None)


def _definitions(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    for node in body:
        if isinstance(node, Function | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                yield from ((one.id, node) for one in ast.walk(target) if isinstance(one, ast.Name))


def _imports(module: Module) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each imported name with the module it comes from and its name there ("" for the module itself)."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, (alias.name, "")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((alias.asname or alias.name, (node.module, alias.name)) for alias in node.names)
