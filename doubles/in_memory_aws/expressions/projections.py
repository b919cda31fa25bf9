"""Reads projection expressions and cuts items down to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from doubles.in_memory_aws.attribute_values import AttributeValue, Item
from doubles.in_memory_aws.errors import invalid
from doubles.in_memory_aws.expressions.tokens import Path, PathElement, Reader, shown


@dataclass(frozen=True, slots=True, eq=False)
class ProjectionTree:
    paths: tuple[Path, ...]
    names: frozenset[str]
    values: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def parse_projection(text: str) -> ProjectionTree:
    reader = Reader("ProjectionExpression", text)
    paths = [reader.path()]
    while reader.taken(","):
        paths.append(reader.path())
    reader.finish()
    return ProjectionTree(tuple(paths), frozenset(reader.names))


def resolved_projection(tree: ProjectionTree, names: dict[str, str]) -> list[tuple[PathElement, ...]]:
    paths = [path.resolved(names) for path in tree.paths]
    for index, one in enumerate(paths):
        for other in paths[index + 1 :]:
            shared = min(len(one), len(other))
            if one[:shared] == other[:shared]:
                raise invalid(
                    "Invalid ProjectionExpression: Two document paths overlap with each other; must remove "
                    f"or rewrite one of these paths; path one: {shown(one)}, path two: {shown(other)}"
                )
    return paths


def projected(item: Mapping[str, AttributeValue], paths: list[tuple[PathElement, ...]]) -> Item:
    """The parts of an item that the paths name; list elements close up in their old order."""
    wanted: dict[PathElement, Any] = {}
    for path in paths:
        node = wanted
        for element in path:
            node = node.setdefault(element, {})
    return _named_parts(item, wanted)


def _named_parts(members: Mapping[str, AttributeValue], wanted: dict[PathElement, Any]) -> Item:
    parts: Item = {}
    for name, deeper in wanted.items():
        found = members.get(name) if isinstance(name, str) else None
        part = _part(found, deeper) if found is not None else None
        if part is not None and isinstance(name, str):
            parts[name] = part
    return parts


def _part(value: AttributeValue, wanted: dict[PathElement, Any]) -> AttributeValue | None:
    if not wanted:
        return value
    if "M" in value:
        members = _named_parts(value["M"], wanted)
        return {"M": members} if members else None
    if "L" in value:
        positions = sorted(element for element in wanted if isinstance(element, int))
        elements = [_part(value["L"][place], wanted[place]) for place in positions if place < len(value["L"])]
        kept = [element for element in elements if element is not None]
        return {"L": kept} if kept else None
    return None
