"""Every key of the results, its meaning and its goal."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec


class Measure(msgspec.Struct, frozen=True):
    """One key of the results. `goal` is its maximum, `least` its minimum; None where it is only reported."""

    meaning: str
    goal: float | None = None
    least: float | None = None

    def is_met(self, value: Any) -> bool:
        return (self.goal is None or value <= self.goal) and (self.least is None or value >= self.least)

    @property
    def shown(self) -> str:
        bounds = (("≤", self.goal), ("≥", self.least))
        return " ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)


MEASURES: dict[str, Measure] = {
    "place_and_confirm_write_units": Measure("write units of an order of 2 lines of 2 sellers, placed and paid", 40),
    "order_to_quiet_write_units": Measure("the same, until nothing is left to do", 62),
    "order_of_last_units_to_quiet_write_units": Measure("the same, where both lines take the last unit"),
    "product_page_read_units": Measure("read units of a product page, the larger of JSON and HTML", 3),
    "product_page_api_read_units": Measure("the same, JSON alone, the most of any product"),
    "product_page_html_read_units": Measure("the same, HTML alone, the most of any product"),
    "order_item_bytes": Measure("the order's item (a second unit begins at 1,025)", 1_024),
    "person_item_bytes": Measure("the person's item (a second unit begins at 1,025)"),
    "fact_item_bytes": Measure("the largest fact of an order (1,025)"),
    "journal_item_bytes": Measure("the sale's journal (1,025)"),
    "seller_order_item_bytes": Measure("a seller order (1,025)"),
    "product_page_cpu_ms": Measure("CPU of a warm product page, the larger of JSON and HTML", 10),
    "product_page_cpu_p95_ms": Measure("the same, 95th percentile"),
    "product_page_api_cpu_ms": Measure("the same, JSON alone"),
    "product_page_html_cpu_ms": Measure("the same, HTML alone"),
    "product_page_doubles_cpu_ms": Measure("what the in-memory AWS would have added"),
    "product_page_calls": Measure("calls to AWS of a product page"),
    "place_order_cpu_ms": Measure("CPU of a warm order of 2 lines of 2 sellers", 10),
    "place_order_cpu_p95_ms": Measure("the same, 95th percentile"),
    "place_order_doubles_cpu_ms": Measure("what the in-memory AWS and the Stripe double would have added"),
    "place_order_calls": Measure("calls to AWS and Stripe of an order"),
    "stripe_event_cpu_ms": Measure("CPU of taking in one event of Stripe"),
    "confirm_payment_cpu_ms": Measure("CPU of confirming that order's payment in the money worker"),
    "relay_cpu_ms": Measure("CPU of relaying OrderPaid to its reactions"),
    "replayed_answer_us": Measure("CPU of one answer from the tape, within each figure above"),
    "import_ratio": Measure("a fresh process to its first product page, against its libraries alone", 1.25),
    "import_ratio_on_packaged_libraries": Measure("the same, against the libraries as we trim and compile them"),
    "cold_start_ms": Measure("CPU of that process until the page was answered"),
    "cold_start_floor_ms": Measure("CPU of the libraries alone until one item was answered"),
    "cold_start_wall_ms": Measure("the first of the two on the wall, from start to end"),
    "stripe_imported_on_product_page": Measure("whether Stripe's library was imported where no money moves", 0),
    "modules_imported_on_product_page": Measure("modules imported by then"),
    "package_zipped_megabytes": Measure("the package that ships"),
    "package_unzipped_megabytes": Measure("the same, unpacked (Lambda takes 250)"),
    "score_20_offers_us": Measure("CPU of deciding a box among 20 offers", 60),
    "score_1m_offers_s": Measure("CPU of deciding a million offers, ten to a box", 4),
    "full_rerank_read_units_ratio": Measure("a night's re-ranking, against one scan of the tables it must read", 1.1),
    "full_rerank_read_units": Measure("read units of it, its own books included, on the demo market"),
    "full_rerank_tables_read_units": Measure("read units of that scan"),
    # At most twice what reading and decoding the items takes: each is looked at once more, and none is written.
    "reconcile_reading_ratio": Measure("a day's reconciliation, against reading and decoding its items alone", 2),
    "reconcile_100k_transactions_cpu_s": Measure("CPU of reconciling a day of 100,000 sales whose fees are booked", 24),
    "reconcile_100k_reading_cpu_s": Measure(
        "CPU of reading its transactions, journals and entries with the raw clients"
    ),
    # Items × units: each item that a step must leave behind, once, at the units of its size (docs/performance.md).
    "return_to_refund_write_units": Measure(
        "write units of a return, requested to refunded, until nothing is left", 184
    ),
    # At most twice what the same calls take on the raw clients: what is read is decoded, decided and encoded once more.
    "return_to_refund_raw_ratio": Measure(
        "CPU of its calls of all functions, against their AWS and Stripe calls alone", 2
    ),
    "return_to_refund_cpu_ms": Measure("CPU of a return in all functions", 200),
    "return_to_refund_raw_calls_cpu_ms": Measure("CPU of the same calls of AWS and Stripe with the raw clients"),
    "return_to_refund_calls": Measure("calls to AWS and Stripe of a return"),
    "payout_run_raw_ratio": Measure("a payout run, against its AWS and Stripe calls alone", 2),
    "payout_run_1000_sellers_cpu_s": Measure("CPU of paying out 1,000 sellers of 100 lines each", 10),
    "payout_run_raw_calls_cpu_s": Measure("CPU of the same calls of AWS and Stripe with the raw clients"),
    "payout_run_calls_per_seller": Measure("calls to AWS and Stripe to pay one seller out"),
    "search_cpu_ms": Measure("CPU of a page of search, the published mix over 100,000 products in 8 markets", 5),
    "search_p95_ms": Measure("the same, 95th percentile"),
    "search_broad_share": Measure("questions of the mix that match a twentieth of all products", least=0.25),
    "search_cards_min": Measure("cards of the shortest page of the mix", least=24),
    "search_typo_recall": Measure("mistyped titles found among the first hundred results", least=0.95),
    "search_typo_anywhere_recall": Measure("the same, with errors in figures and short words too"),
    "search_1m_p50_ms": Measure("CPU of a page of search over 1,000,000 products", 12),
    "search_1m_broad_share": Measure("questions of that mix that match a twentieth of all products", least=0.25),
    "search_page_read_units": Measure("read units of a page of search", 0),
    "index_apply_ms": Measure("CPU of putting one changed product into the indexes of 8 markets"),
    "api_memory_mb": Measure("memory of a fresh process after the mix over the markets of a cell", 150),
    "calibration_us": Measure("a fixed loop of 20,000 rounds, to compare machines by"),
    "python_version": Measure("the interpreter"),
}


def missed(results: Mapping[str, Any]) -> list[str]:
    """The keys whose goal is not met."""
    return [key for key, measure in MEASURES.items() if not measure.is_met(results[key])]


def table(results: Mapping[str, Any]) -> Iterator[str]:
    """The results as lines: key, value, goal, verdict, meaning."""
    failing = missed(results)
    for key, measure in MEASURES.items():
        verdict = "" if not measure.shown else "MISSED" if key in failing else "met"
        yield f"{key:42} {_shown(results[key]):>10}  {measure.shown:7} {verdict:7} {measure.meaning}"


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:g}"
