"""Standing: what a seller's sales are expected to cost in trouble."""

import pytest

from chalicelib.kernel import fact_store
from chalicelib.kernel.values.problems import NotFound
from chalicelib.sellers.quality.standing import UNKNOWN_PENALTY_MINOR, average_item, penalties, set_standing
from testing.builders import a_seller

pytestmark = pytest.mark.usefixtures("tables")


def test_a_standing_is_set_with_its_fact() -> None:
    seller_id = a_seller().seller_id
    set_standing(seller_id, "iphones", 700, "quality of 2026-10")
    assert penalties([(seller_id, "iphones")]) == {(seller_id, "iphones"): 700}
    assert [fact.name for fact in fact_store.story(seller_id)] == ["SellerChanged", "StandingChanged"]


def test_a_seller_without_a_standing_has_the_categorys_average() -> None:
    known, new = a_seller().seller_id, a_seller().seller_id
    set_standing(known, "iphones", 700, "quality of 2026-10")
    average_item("iphones", 420, "mean of the sellers").save()
    assert penalties([(known, "iphones"), (new, "iphones"), (new, "laptops")]) == {
        (known, "iphones"): 700,
        (new, "iphones"): 420,
        (new, "laptops"): UNKNOWN_PENALTY_MINOR,
    }


def test_nobody_is_paid_for_trouble() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        set_standing(a_seller().seller_id, "iphones", -1, "a mistake")


def test_a_standing_belongs_to_a_seller() -> None:
    with pytest.raises(NotFound):
        set_standing("average", "iphones", 1, "a mistake")


def test_nothing_asked_is_nothing_answered() -> None:
    assert penalties([]) == {}
