"""Reading code: the modules below a folder, what each of them imports, and what each of its functions is like."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

SOURCES = ("app.py", "chalicelib", "doubles", "local", "bench", "testing", "tests")
# A name that stands for a file with names of its own: what is imported from it is no module.
_PAGES = {"chalicelib.subscriptions"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """One imported module, absolute (`chalicelib.orders.lifecycle`), and what is taken from it ("" for itself)."""

    module: str
    name: str
    line: int
    inside_function: bool


@dataclass(frozen=True)
class Module:
    """One source file; `name` is dotted, `place` is what a reader is shown."""

    root: Path
    path: Path
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source, str(self.path))

    @cached_property
    def place(self) -> str:
        return self.path.relative_to(self.root).as_posix()

    @property
    def name(self) -> str:
        return self.place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    @cached_property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @cached_property
    def imports(self) -> list[Import]:
        """Every import, wherever it stands: below `if`, in a class, in a function."""
        inner = {id(node) for function in self.functions for node in ast.walk(function)}
        found: list[Import] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [Import(alias.name, "", node.lineno, id(node) in inner) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = self._absolute(node)
                found += [self._imported(base, alias.name, node.lineno, id(node) in inner) for alias in node.names]
        return found

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
        package = package[: len(package) - node.level + 1]
        return ".".join([*package, *([node.module] if node.module else [])])

    def _imported(self, base: str, name: str, line: int, inside: bool) -> Import:
        """`from chalicelib.orders.checkout import placing` imports a module; a name out of a module does not."""
        folder = base.split(".")
        is_room = folder[0] == "chalicelib" and len(folder) <= 2 and base not in _PAGES
        if name != "*" and (is_room or (self.root / Path(*folder) / f"{name}.py").exists()):
            return Import(f"{base}.{name}", "", line, inside)
        return Import(base, name, line, inside)


def modules(root: Path, *sources: str) -> Iterator[Module]:
    """The Python files of the named files and folders (all of SOURCES when none are named) that exist below a root."""
    for source in sources or SOURCES:
        start = root / source
        files = [start] if start.is_file() else sorted(start.rglob("*.py"))
        for path in files:
            if not any(part.startswith(".") for part in path.relative_to(root).parts):
                yield _module(root, path, path.read_text())


@cache
def _module(root: Path, path: Path, source: str) -> Module:
    """Every rule reads every file: each is parsed once."""
    return Module(root, path, source)


def called(node: ast.AST) -> set[str]:
    """The dotted names of every call in a node: `pytest.raises`, `market.trial`, `pay`."""
    return {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
