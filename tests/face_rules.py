"""The rule of a room's face: which of its modules other rooms import.

Each takes the root of a source tree and returns the violations it finds there.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.import_rules import PRIVATE, room_of, shipped
from tests.source_code import Import, Module

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
    "facts": frozenset({"aftersales", "boxes", "offers", "orders", "payments", "sellers", "webhooks"}),
    "markets": frozenset(
        {
            "address_rules",
            "clocks",
            "directory",
            "disclosures",
            "due_dates",
            "formatting",
            "guarantees",
            "legal_texts",
            "market",
            "platform_identity",
            "taxes",
            "united_states",
        }
    ),
    "gateways": frozenset(
        {
            "carriers",
            "files",
            "http_client",
            "mail",
            "stripe",
            "stripe_connect",
            "stripe_disputes",
            "stripe_tax",
            "uploaded_files",
        }
    ),
    "uploads": frozenset({"purposes", "upload", "uploads"}),
    "documents": frozenset(
        {
            "certificate",
            "download",
            "downloads",
            "invoice",
            "party",
            "platform_party",
            "rendered_documents",
            "statement",
            "structured_invoice",
            "wording",
        }
    ),
    "people": frozenset({"device_identifiers", "person", "queries", "registration", "sealed_texts", "statements"}),
    "access": frozenset({"console_sessions", "order_tokens"}),
    "sellers": frozenset({"answers", "onboarding.account_changes", "profile", "quality", "queries", "views"}),
    "payments": frozenset(
        {
            "answers",
            "commission",
            "disputes",
            "connected_accounts.onboarding_links",
            "ledger.accounts",
            "ledger.journals",
            "ledger.postings",
            "ledger.seller_entries",
            "ledger.trial_balance",
            "money_commands",
            "money_worker",
            "operations.execution",
            "operations.stripe_operations",
            "payment_intents",
            "payouts.printed_statement",
            "payouts.queries",
            "payouts.seller_money",
            "payouts.statements",
            "payouts.views",
            "reconciliation.day_runs",
            "reconciliation.due_days",
            "reconciliation.unexplained_money",
            "refund",
            "refund_adoptions",
            "refund_lifecycle",
            "refund_parts",
            "refund_policy",
            "refund_queries",
            "refunded_lines",
            "refunds",
            "stripe_webhook",
            "tax_operations",
            "tax_reversal",
            "transfers",
            "views",
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
            "stock.unit_moves",
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
            "cancellation.refund_decisions",
            "cancellation.refund_substitutes",
            "cancellation.refunding",
            "checkout.order_limits",
            "checkout.placing",
            "checkout.sales_tax",
            "disputes.dispute_answers",
            "disputes.dispute_files",
            "disputes.shown_disputes",
            "disputes.views",
            "fulfilment.acceptance",
            "fulfilment.delivery",
            "fulfilment.missing_delivery_proof",
            "fulfilment.serial_numbers",
            "fulfilment.shipping",
            "lifecycle",
            "line",
            "link_requests",
            "order",
            "order_access",
            "payment.books_audit",
            "queries",
            "refund_views",
            "views",
        }
    ),
    "health": frozenset({"counts"}),
    "invoices": frozenset({"answers", "invoice_files", "queries", "views"}),
    "aftersales": frozenset(
        {
            "cases.case_files",
            "cases.next_step",
            "cases.reasons",
            "claims",
            "exchanges.exchange_steps",
            "guarantees.guarantee",
            "guarantees.printed_certificate",
            "guarantees.queries",
            "messages",
            "repairs.repair_steps",
            "returns",
            "withdrawals.declaration",
            "withdrawals.lifecycle",
            "withdrawals.open_form",
            "withdrawals.proofs",
            "withdrawals.queries",
            "withdrawals.withdrawal",
        }
    ),
    "web": frozenset(
        {
            "assets",
            "console",
            "cookies",
            "formatting",
            "forms",
            "problem_texts",
            "rendering",
            "sent_files",
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
    "payments": frozenset({"connected_accounts", "payouts", "transfers"}),
    "ranking": frozenset({"nightly.reranking"}),
    "search": frozenset({"index.indexing", "index.rebuild"}),
    "orders": frozenset(
        {
            "fulfilment.deadline_handlers",
            "disputes.dispute_answers",
            "disputes.dispute_settlement",
            "disputes.dispute_updates",
            "fulfilment.line_deadlines",
            "payment.reservation_release",
            "payment.sales_tax_reports",
            "payment.stripe_updates",
        }
    ),
    "aftersales": frozenset(
        {
            "claims.claim_steps",
            "claims.deadline_handlers",
            "claims.queries",
            "messages.message_posts",
            "messages.unanswered_messages",
            "returns.deadline_handlers",
            "returns.parcels",
            "returns.queries",
            "returns.return_steps",
            "withdrawals.deadline_handlers",
            "withdrawals.deadline_kinds",
        }
    ),
    "webhooks": frozenset({"delivery_worker", "redelivery", "sweeper"}),
    "mails": frozenset({"order_links"}),
    "uploads": frozenset({"quarantine", "upload_expiry"}),
    "invoices": frozenset({"commission_invoices"}),
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
