"""The rule that no stored model leaves its room. It takes the root of a source tree and returns the violations."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.face_rules import PUBLIC, is_public
from tests.import_rules import PRIVATE, room_of
from tests.source_code import Function, Module, modules


def stored_models(root: Path) -> dict[str, str]:
    """The classes of every room's models that are tables or indexes of pynamodb, with their room."""
    found: dict[str, str] = {}
    for module in modules(root, "chalicelib"):
        if module.path.stem == "models" and room_of(module.name) != "kernel":
            found |= {
                node.name: room_of(module.name)
                for node in module.tree.body
                if isinstance(node, ast.ClassDef) and _is_stored(node, found)
            }
    return found


def _is_stored(node: ast.ClassDef, known: Mapping[str, str]) -> bool:
    bases = {base.id for each in node.bases for base in ast.walk(each) if isinstance(base, ast.Name)}
    return bool(bases & {"Table", "Model", "GlobalSecondaryIndex", "LocalSecondaryIndex", *known})


class Crossing(NamedTuple):
    """A stored model where it leaves its room."""

    place: str
    line: int
    how: str
    model: str


def stored_models_stay_in_their_room(root: Path) -> list[str]:
    """Tables of pynamodb that another room imports, that are exported again, or that a public module's names show."""
    return [f"{one.place}:{one.line} {one.how} {one.model}" for one in crossing_models(root)]


def crossing_models(root: Path) -> list[Crossing]:
    """Every place where a stored model leaves its room."""
    models = stored_models(root)
    found: list[Crossing] = []
    for module in modules(root, "app.py", "chalicelib"):
        found += [*_imported(module, models), *_exported_again(module, models)]
        if module.name.startswith("chalicelib.") and _is_shown(module.name):
            found += _annotated(module, models)
    return found


def _is_shown(module: str) -> bool:
    parts = module.split(".")
    return len(parts) > 2 and not PRIVATE.keys() & set(parts[2:]) and is_public(module, PUBLIC)


def _imported(module: Module, models: Mapping[str, str]) -> Iterator[Crossing]:
    for one in module.imports:
        if one.name in models and models[one.name] == room_of(one.module) != room_of(module.name):
            yield Crossing(module.place, one.line, f"imports from {room_of(one.module)} the stored", one.name)


def _exported_again(module: Module, models: Mapping[str, str]) -> Iterator[Crossing]:
    """`from x.models import Order as Order`, and `Order = models.Order` or another public name for it."""
    if module.path.stem == "models":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name in models and alias.asname == alias.name:
                    yield Crossing(module.place, node.lineno, "exports again", alias.name)
    for node in module.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Name | ast.Attribute):
            name = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if name in models and not all(ast.unparse(each).startswith("_") for each in targets):
                yield Crossing(module.place, node.lineno, "exports again", name)


def _annotated(module: Module, models: Mapping[str, str]) -> Iterator[Crossing]:
    """Public functions, and members and methods of public classes, whose annotations name a stored model."""
    for name, node, annotation in _annotations(module.tree.body):
        for model in sorted(_names(annotation) & models.keys()):
            yield Crossing(module.place, node.lineno, f"{name} names the stored", model)


def _annotations(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt, ast.expr]]:
    for node in body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            given = [one.annotation for one in arguments] + [node.returns]
            yield from ((node.name, node, annotation) for annotation in given if annotation is not None)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for name, inner, annotation in _annotations(node.body):
                yield f"{node.name}.{name}", inner, annotation
        elif isinstance(node, ast.AnnAssign) and not ast.unparse(node.target).startswith("_"):
            yield ast.unparse(node.target), node, node.annotation


def _names(annotation: ast.expr) -> set[str]:
    """Every name in an annotation, one written as a string included."""
    found: set[str] = set()
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= _names(ast.parse(node.value, mode="eval").body)
    return found
