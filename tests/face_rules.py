"""The rules of a room's face: which of its modules other rooms import, and that no stored model leaves it.

Each takes the root of a source tree and returns the violations it finds there.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.import_rules import PRIVATE, room_of, shipped
from tests.source_code import Function, Import, Module, modules

# The modules of each room that another room may import; all else is private, however deep. A name of a package stands
# for all its modules. What PRIVATE names (models, routes, reactions, payloads) has its own readers and is not here.
PUBLIC: dict[str, frozenset[str]] = {
    "kernel": frozenset(
        {
            "deadlines",
            "fact_relay",
            "fact_store",
            "http.answer",
            "http.auth",
            "http.call",
            "http.idempotency",
            "http.pagination",
            "http.route",
            "http.routes",
            "queues",
            "runtime",
            "storage",
            "sweeps",
            "values",
        }
    ),
    "facts": frozenset({"boxes", "offers", "orders", "sellers", "webhooks"}),
    "markets": frozenset(
        {
            "address_rules",
            "directory",
            "disclosures",
            "due_dates",
            "formatting",
            "guarantees",
            "legal_texts",
            "market",
            "taxes",
            "united_states",
        }
    ),
    "gateways": frozenset({"carriers", "files", "http_client", "mail", "stripe", "uploaded_files"}),
    "people": frozenset({"device_identifiers", "person", "queries", "registration"}),
    "access": frozenset({"order_tokens"}),
    "sellers": frozenset({"answers", "profile.seller", "profile.status", "quality.standing", "queries", "views"}),
    "payments": frozenset(
        {
            "commission",
            "ledger.accounts",
            "ledger.journals",
            "ledger.postings",
            "money_commands",
            "money_worker",
            "operations.execution",
            "operations.stripe_operations",
            "payment_intents",
            "refund",
            "refund_lifecycle",
            "refund_queries",
            "refunded_lines",
            "refunds",
            "stripe_webhook",
        }
    ),
    "carbon": frozenset({"answers", "factors", "footprint", "queries", "views"}),
    "catalog": frozenset(
        {
            "answers",
            "boxes.box",
            "boxes.box_store",
            "categories.category_tree",
            "languages",
            "offers.agreed_terms",
            "offers.offer",
            "offers.price_tags",
            "offers.terms_reader",
            "products.product",
            "queries",
            "search_outbox",
            "served_markets",
            "stock.stock_acts",
            "table_scans",
            "views",
        }
    ),
    "ranking": frozenset({"decision.ranked_offers", "decision.signals", "views"}),
    "search": frozenset({"answers", "index.index_reader", "query.facets", "query.product_search", "views"}),
    "orders": frozenset(
        {
            "answers",
            "cancellation.cancelling",
            "checkout.order_limits",
            "checkout.placing",
            "fulfilment.delivery",
            "fulfilment.missing_delivery_proof",
            "lifecycle",
            "link_requests",
            "order",
            "order_access",
            "queries",
            "views",
        }
    ),
    "web": frozenset(
        {
            "assets",
            "cookies",
            "formatting",
            "forms",
            "problem_texts",
            "rendering",
            "surface",
            "reader",
            "wording",
        }
    ),
}

# Triggers and finishers: what app.py and subscriptions.py alone may import besides routes and reactions.
TRIGGERS: dict[str, frozenset[str]] = {
    "kernel": frozenset({"http.application"}),
    "access": frozenset({"api_keys.credentials"}),
    "ranking": frozenset({"nightly.reranking"}),
    "search": frozenset({"index.indexing", "index.rebuild"}),
    "orders": frozenset(
        {
            "fulfilment.deadline_handlers",
            "fulfilment.line_deadlines",
            "payment.reservation_release",
            "payment.stripe_updates",
        }
    ),
    "webhooks": frozenset({"delivery_worker", "redelivery", "sweeper"}),
    "mails": frozenset({"order_links"}),
    "uploads": frozenset({"quarantine", "upload_expiry"}),
}

_WIRING = frozenset({"app", "subscriptions"})


def is_public(module: str, faces: Mapping[str, frozenset[str]]) -> bool:
    """Whether a table opens a module: by its name, or by that of a package it is in."""
    _, room, *path = module.split(".")
    return any(".".join(path[:depth]) in faces.get(room, ()) for depth in range(1, len(path) + 1))


def _crossings(root: Path) -> Iterator[tuple[Module, Import]]:
    """Every import of one room's module by another room, except of what PRIVATE decides."""
    for module, one in shipped(root):
        parts = one.module.split(".")
        if parts[0] != "chalicelib" or len(parts) < 3 or room_of(module.name) == parts[1]:
            continue
        if parts[1] == "kernel" or not PRIVATE.keys() & set(parts[2:]):
            yield module, one


def rooms_are_entered_by_their_face(root: Path) -> list[str]:
    """Imports of another room's module that PUBLIC does not name; app and subscriptions have TRIGGERS as well."""
    return [
        f"{module.place}:{one.line} {one.module} is not public in {room_of(one.module)}"
        for module, one in _crossings(root)
        if not is_public(one.module, PUBLIC)
        and not (room_of(module.name) in _WIRING and is_public(one.module, TRIGGERS))
    ]


def unused_faces(
    root: Path, public: Mapping[str, frozenset[str]] = PUBLIC, triggers: Mapping[str, frozenset[str]] = TRIGGERS
) -> list[str]:
    """Entries of both tables that nobody uses: no other room a public module, no wiring a trigger."""
    crossings = [(room_of(module.name), one.module) for module, one in _crossings(root)]
    by_rooms = {module for reader, module in crossings if reader not in _WIRING}
    by_wiring = {module for reader, module in crossings if reader in _WIRING}
    return [
        f"{name}: {room} {entry} is imported by nobody it is for"
        for name, table, used in (("PUBLIC", public, by_rooms), ("TRIGGERS", triggers, by_wiring))
        for room, entries in table.items()
        for entry in sorted(entries)
        if not any(f"{module}.".startswith(f"chalicelib.{room}.{entry}.") for module in used)
    ]


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
