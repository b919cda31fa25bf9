"""What a sale avoids is recorded once and taken back once, in whatever order the news arrives."""

import msgspec
import pytest

from chalicelib.carbon import reactions
from chalicelib.carbon.factors import UnknownCarbonCategory
from chalicelib.carbon.models import CarbonRecord
from chalicelib.facts.orders import LineCancelled, OrderPaid, SoldLine
from chalicelib.kernel import fact_store
from chalicelib.kernel.fact_store import Recorded
from chalicelib.kernel.storage import transactions

pytestmark = pytest.mark.usefixtures("tables")

ORDER = "ord_eu_01JD0RDER00000000000000000"


def sold(line_id: str, category: str | None) -> SoldLine:
    return SoldLine(line_id=line_id, offer_id="off", product_id="prd", seller_id="sel", carbon_category=category)


PAID = OrderPaid(
    order_id=ORDER,
    market="FR",
    journal_id="capture#pi_1",
    accept_by="2026-11-25T00:00:00.000Z",
    lines=(sold("1", "smartphone"), sold("2", "laptop"), sold("3", "console"), sold("4", None)),
)
CANCELLED = LineCancelled(
    order_id=ORDER, line_id="2", seller_id="sel", product_id="prd", by="SELLER", reason="DEFECTIVE"
)


def recorded(fact: OrderPaid | LineCancelled) -> Recorded:
    body = msgspec.json.encode(fact).decode()
    return Recorded(fact_id="01JD0000000000000000000000", subject=ORDER, name=type(fact).__name__, body=body)


def entries() -> list[str]:
    return sorted(record.entry for record in CarbonRecord.query(ORDER))


def grams(entry: str) -> tuple[int, int, int]:
    saving = CarbonRecord.get(ORDER, entry).saving
    assert saving is not None
    return saving.low_grams, saving.avoided_grams, saving.high_grams


def test_each_paid_line_with_a_carbon_category_is_recorded_with_its_frozen_inputs() -> None:
    reactions.record_savings(recorded(PAID), PAID)
    assert entries() == ["1#sale", "2#sale", "3#sale"]
    assert grams("1#sale") == (15_000, 30_000, 30_000)
    laptop = CarbonRecord.get(ORDER, "2#sale").saving
    assert laptop is not None
    assert (laptop.inputs.category, laptop.inputs.new_grams, laptop.factor_version) == ("laptop", 182_300, "ademe-2025")


def test_a_line_for_which_nothing_may_be_claimed_says_why() -> None:
    reactions.record_savings(recorded(PAID), PAID)
    console = CarbonRecord.get(ORDER, "3#sale")
    assert console.saving is None
    assert console.nothing is not None
    assert "too weak" in console.nothing.reason


def test_the_same_news_again_changes_nothing() -> None:
    reactions.record_savings(recorded(PAID), PAID)
    before = [record.get_save_kwargs_from_instance() for record in CarbonRecord.query(ORDER)]
    reactions.record_savings(recorded(PAID), PAID)
    assert [record.get_save_kwargs_from_instance() for record in CarbonRecord.query(ORDER)] == before


def test_a_cancellation_takes_back_exactly_what_the_line_avoided() -> None:
    reactions.record_savings(recorded(PAID), PAID)
    for _ in range(2):
        reactions.reverse_saving(recorded(CANCELLED), CANCELLED)
    assert entries() == ["1#sale", "2#reversal", "2#sale", "3#sale"]
    assert [left + right for left, right in zip(grams("2#sale"), grams("2#reversal"), strict=True)] == [0, 0, 0]


def test_a_cancellation_that_overtakes_the_sale_loses_nothing() -> None:
    transactions.commit([fact_store.record_act(PAID)])
    reactions.reverse_saving(recorded(CANCELLED), CANCELLED)
    assert entries() == ["2#reversal", "2#sale"]
    reactions.record_savings(recorded(PAID), PAID)
    assert entries() == ["1#sale", "2#reversal", "2#sale", "3#sale"]
    assert grams("2#reversal") == tuple(-value for value in grams("2#sale"))


def test_a_cancellation_of_a_line_nobody_sold_is_brought_again() -> None:
    with pytest.raises(reactions.SaleNotFound):
        reactions.reverse_saving(recorded(CANCELLED), CANCELLED)


@pytest.mark.parametrize("line_id", ["3", "4"])
def test_nothing_is_taken_back_where_nothing_was_claimed(line_id: str) -> None:
    transactions.commit([fact_store.record_act(PAID)])
    reactions.record_savings(recorded(PAID), PAID)
    refunded = msgspec.structs.replace(CANCELLED, line_id=line_id)
    reactions.reverse_saving(recorded(refunded), refunded)
    assert entries() == ["1#sale", "2#sale", "3#sale"]


def test_a_category_that_no_factor_set_knows_is_not_passed_over() -> None:
    paid = msgspec.structs.replace(PAID, lines=(sold("1", "hovercraft"),))
    with pytest.raises(UnknownCarbonCategory):
        reactions.record_savings(recorded(paid), paid)


@pytest.mark.parametrize("category", ["smartphone", "laptop", "tablet", "desktop"])
def test_a_record_costs_one_write_unit(category: str) -> None:
    paid = msgspec.structs.replace(PAID, lines=(sold("40", category),))
    reactions.record_savings(recorded(paid), paid)
    item = CarbonRecord.get(ORDER, "40#sale").get_save_kwargs_from_instance()["Item"]
    assert sum(len(name.encode()) + len(value["S"].encode()) for name, value in item.items()) <= 1_024
