"""Reading templates: the resources of a packaged stage, and the models they are compared with."""

import importlib
import pkgutil
from typing import Any

from pynamodb.models import Model

import chalicelib

Resource = dict[str, Any]


def of_type(template: dict[str, Any], kind: str) -> dict[str, Resource]:
    return {name: one for name, one in template["Resources"].items() if one["Type"] == kind}


def only_event(template: dict[str, Any], function: str) -> dict[str, Any]:
    """The properties of the one thing that wakes a function; two would mean that an override missed its decorator."""
    (event,) = template["Resources"][function]["Properties"]["Events"].values()
    properties: dict[str, Any] = event["Properties"]
    return properties


def statements(template: dict[str, Any], function: str) -> list[dict[str, Any]]:
    properties = template["Resources"][function]["Properties"]
    role = template["Resources"][properties["Role"]["Fn::GetAtt"][0]]
    (policy,) = role["Properties"]["Policies"]
    found: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return found


def models() -> list[type[Model]]:
    """Every model with a table: they lie in the rooms' models and in the kernel."""
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        if module.name.endswith(".models") or module.name.startswith("chalicelib.kernel."):
            importlib.import_module(module.name)
    found, known = [], [Model]
    while known:
        children = known.pop().__subclasses__()
        known += children
        found += [one for one in children if hasattr(one, "Meta") and one.__module__.startswith("chalicelib.")]
    return found


def keys_of(hash_name: str | None, range_name: str | None) -> list[dict[str, str]]:
    assert hash_name is not None
    ranged = [{"AttributeName": range_name, "KeyType": "RANGE"}] if range_name else []
    return [{"AttributeName": hash_name, "KeyType": "HASH"}, *ranged]
