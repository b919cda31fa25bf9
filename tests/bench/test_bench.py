"""What an order writes and a page reads stays within its budget, and the results that are kept are those measured."""

import pytest

from bench import results
from bench.goals import MEASURES, missed, table
from bench.reranking import measure_reranking
from bench.results import WrongKeys
from bench.returns import measure_return_units
from bench.units import UnitsFound, itemised, measure_units

WRITES = ("place_and_confirm_write_units", "order_to_quiet_write_units")


@pytest.fixture(scope="module")
def found() -> UnitsFound:
    return measure_units()


def test_an_order_and_a_product_page_stay_within_their_units(found: UnitsFound) -> None:
    within = {key: found.results[key] <= (MEASURES[key].goal or 0) for key in (*WRITES, "product_page_read_units")}
    assert all(within.values()), found.results


def test_every_unit_of_the_sum_is_on_the_itemised_bill(found: UnitsFound) -> None:
    rows = [row.split()[0] for row in itemised(found.steps) if row.startswith(" ")]
    assert sum(map(int, rows)) == found.results["order_to_quiet_write_units"]


def test_the_bill_of_an_order_leaves_no_table_out(found: UnitsFound) -> None:
    written = {
        (unit.table.removeprefix("rebound-eu-"), unit.index_name) for step in found.steps for unit in step.writes
    }
    assert written >= {
        ("orders", None),
        ("orders", "expiry"),
        ("stock", None),
        ("people", None),
        ("order_limits", None),
        ("facts", None),
        ("facts", "hours"),
        ("stripe_operations", None),
        ("inbox", None),
        ("journals", None),
        ("balances", None),
        ("seller_orders", None),
        ("key_values", None),
        ("ledger_days", None),
        ("carbon_records", None),
        ("deadlines", None),
        ("mails", None),
    }


def test_a_night_reads_little_more_than_one_scan_of_its_tables() -> None:
    found = measure_reranking()
    assert found["full_rerank_read_units_ratio"] <= (MEASURES["full_rerank_read_units_ratio"].goal or 0), found


def test_a_return_writes_each_of_its_items_once() -> None:
    returned = measure_return_units()
    units = returned.results["return_to_refund_write_units"]
    assert units == results.read()["return_to_refund_write_units"], "run make bench"
    assert units <= (MEASURES["return_to_refund_write_units"].goal or 0)
    assert {step.name for step in returned.steps} == {
        *("request", "approval", "dispatch", "receipt", "inspection", "refund", "deadlines"),
    }


def test_the_same_order_costs_the_same_again(found: UnitsFound) -> None:
    assert measure_units().results == found.results


def test_the_results_that_are_kept_are_what_is_measured_now(found: UnitsFound) -> None:
    kept = results.read()
    assert list(kept) == list(MEASURES)
    assert {key: kept[key] for key in WRITES} == {key: found.results[key] for key in WRITES}, "run make bench"


def test_results_under_other_keys_are_not_written() -> None:
    with pytest.raises(WrongKeys, match="surprise"):
        results.write(results.read() | {"surprise": 1})


def test_a_missed_goal_is_told_as_missed() -> None:
    slow = results.read() | {"place_order_cpu_ms": 10.1}
    assert "place_order_cpu_ms" in missed(slow)
    (row,) = [line for line in table(slow) if line.startswith("place_order_cpu_ms ")]
    assert "MISSED" in row
