"""The rule of purity: modules that turn values into values import nothing that does more."""

from pathlib import Path

from tests.import_rules import shipped
from tests.source_code import modules

# Values in, values out. `markets.*` except its routes is pure too, and the types of each room's answers.
PURE = frozenset(
    {
        "chalicelib.kernel.values.problems",
        "chalicelib.kernel.values.lists",
        "chalicelib.kernel.values.money",
        "chalicelib.kernel.values.payloads",
        "chalicelib.access.api_keys.key",
        "chalicelib.people.person",
        "chalicelib.sellers.profile.seller",
        "chalicelib.sellers.profile.stripe_account",
        "chalicelib.payments.commission",
        *(f"chalicelib.payments.ledger.{name}" for name in ("accounts", "postings", "seller_entry")),
        "chalicelib.payments.reconciliation.day_result",
        "chalicelib.payments.refund",
        "chalicelib.payments.refund_lifecycle",
        "chalicelib.payments.payouts.funds_entry",
        "chalicelib.payments.payouts.payout_lifecycle",
        "chalicelib.payments.transfers.transfer_lifecycle",
        "chalicelib.payments.refund_parts",
        "chalicelib.payments.refund_policy",
        *(f"chalicelib.payments.disputes.{name}" for name in ("dispute", "dispute_lifecycle", "dispute_policy")),
        "chalicelib.carbon.entry",
        "chalicelib.carbon.factors",
        "chalicelib.carbon.footprint",
        "chalicelib.catalog.boxes.box",
        "chalicelib.catalog.categories.category_tree",
        "chalicelib.catalog.offers.agreed_terms",
        "chalicelib.catalog.offers.draft",
        "chalicelib.catalog.languages",
        "chalicelib.catalog.offers.offer",
        "chalicelib.catalog.offers.price_tags",
        "chalicelib.catalog.products.product",
        "chalicelib.ranking.nightly.run_parts",
        "chalicelib.ranking.decision.scoring",
        "chalicelib.ranking.decision.signals",
        "chalicelib.search.index.card",
        "chalicelib.search.index.document",
        "chalicelib.search.query.facets",
        "chalicelib.search.index.sort_keys",
        "chalicelib.search.index.manifest",
        "chalicelib.search.text_analysis",
        "chalicelib.orders.lifecycle",
        "chalicelib.orders.line",
        "chalicelib.orders.order",
        "chalicelib.orders.payloads",
        "chalicelib.orders.checkout.pricing",
        "chalicelib.orders.disputes.disputed_lines",
        *(f"chalicelib.documents.{name}" for name in ("download", "invoice", "layout", "party")),
        *(f"chalicelib.invoices.{name}" for name in ("invoice_lines", "issued_invoice")),
        *(f"chalicelib.uploads.{name}" for name in ("inspection", "lifecycle", "pdf_content", "pictures", "purposes")),
        *(
            f"chalicelib.aftersales.{name}"
            for name in (
                "cases.line_history",
                "cases.next_step",
                "cases.reasons",
                "cases.refund_parts_policy",
                "claims.claim",
                "claims.claim_lifecycle",
                "claims.next_steps",
                "donations.donation",
                "guarantees.guarantee",
                "messages.message",
                "returns.buyer_rights",
                "returns.decision_policy",
                "returns.device_return",
                "returns.due_times",
                "returns.next_steps",
                "returns.remedies",
                "returns.return_lifecycle",
                "withdrawals.lifecycle",
                "withdrawals.withdrawal",
            )
        ),
        "chalicelib.webhooks.url_policy",
        "chalicelib.webhooks.lifecycle",
        "chalicelib.webhooks.retry_policy",
    }
)
_PURE_LIBRARIES = frozenset(
    {
        "collections",
        "dataclasses",
        "dateutil",
        "datetime",
        "enum",
        "functools",
        "hashlib",
        "idna",
        "ipaddress",
        "itertools",
        "math",
        "msgspec",
        "re",
        "struct",
        "types",
        "typing",
        "unicodedata",
        "zlib",
        "urllib",
    }
)
# The categories are a table of data beside the code that reads it, once, when it is imported.
_PURE_EXCEPTIONS = {("chalicelib.catalog.categories.category_tree", "pathlib")}


def pure_modules_import_pure_ones(root: Path) -> list[str]:
    return [
        f"{module.place}:{one.line} imports {one.module}, which is not pure"
        for module, one in shipped(root)
        if is_pure(module.name)
        and not is_pure(one.module)
        and one.module.split(".")[0] not in _PURE_LIBRARIES
        and (module.name, one.module) not in _PURE_EXCEPTIONS
    ]


def pure_modules(root: Path) -> frozenset[str]:
    """Every module that is pure by what it imports, declared so or not: pure libraries and pure modules alone.

    A package is no module of its own; `from room import module` counts for the module.
    """
    needs: dict[str, set[str]] = {module.name: set() for module in modules(root, "chalicelib") if not module.is_package}
    for module, one in shipped(root):
        is_library = one.module.split(".")[0] in _PURE_LIBRARIES or (module.name, one.module) in _PURE_EXCEPTIONS
        if module.name in needs and not is_library:
            whole = f"{one.module}.{one.name}"
            needs[module.name].add(whole if whole in needs else one.module)
    pure = set(needs)
    while impure := {name for name in pure if not needs[name] <= pure}:
        pure -= impure
    return frozenset(pure)


def is_pure(name: str) -> bool:
    return (
        name in PURE
        or name.endswith(".answers")
        or (name.startswith("chalicelib.markets.") and name != "chalicelib.markets.routes")
    )
