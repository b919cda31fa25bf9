"""The rules of names: one class to a name, and nouns for modules unless the trade itself says a gerund."""

import ast
import re
from pathlib import Path

from tests.source_code import modules

# What the trade itself calls so: placing an order, pricing, publishing an offer, cancelling, shipping, refunding,
# scoring, re-ranking, indexing, signing a message, rendering a page, formatting a figure.
GERUNDS = frozenset(
    {
        "cancelling",
        "formatting",
        "indexing",
        "placing",
        "pricing",
        "publishing",
        "refunding",
        "rendering",
        "reranking",
        "scoring",
        "shipping",
        "signing",
    }
)
# Nouns that only end like gerunds.
NOUNS = frozenset({"key_ring", "onboarding", "ranking", "standing", "wording"})
_GERUND = re.compile(r"[a-z_]+ing")


def modules_are_nouns(root: Path) -> list[str]:
    """Files and folders of the application whose last word is a gerund that is not in the list."""
    return sorted(
        {
            f"{module.place}: {step} is a gerund that the trade does not use"
            for module in modules(root, "chalicelib")
            for step in module.name.split(".")[1:]
            if _GERUND.fullmatch(step) and step not in GERUNDS | NOUNS
        }
    )


def class_names_are_used_once(root: Path) -> list[str]:
    """Classes of one name in several files of the application. One that begins with `_` counts too."""
    places: dict[str, list[str]] = {}
    for module in modules(root, "chalicelib"):
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(f"{module.place}:{node.lineno}")
    return [f"{found[-1]} {name} is the name of {found[0]} too" for name, found in sorted(places.items()) if found[1:]]
