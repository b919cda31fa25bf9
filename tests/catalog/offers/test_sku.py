"""Skus: what a seller may call an offer, and that its case makes no second one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog.offers.sku import fault, offer_id


@pytest.mark.parametrize("sku", ["A", "IP13-GOOD", "a/b", "größe 🙂", "batches", "...", "x" * 64])
def test_a_seller_names_an_offer_as_in_its_own_system(sku: str) -> None:
    assert fault(sku) is None


@pytest.mark.parametrize(
    ("sku", "reason"),
    [
        ("", "must have 1 to 64 characters"),
        ("x" * 65, "must have 1 to 64 characters"),
        ("a%2Fb", "must have no %, no control characters and no space around it"),
        (" a", "must have no %, no control characters and no space around it"),
        ("a\t", "must have no %, no control characters and no space around it"),
        ("a\x00b", "must have no %, no control characters and no space around it"),
        ("a\u2028b", "must have no %, no control characters and no space around it"),
        ("batch", "cannot be told from another path"),
        ("Batch", "cannot be told from another path"),
        (".", "cannot be told from another path"),
        ("..", "cannot be told from another path"),
    ],
)
def test_a_sku_that_no_url_could_carry_is_refused_with_the_reason(sku: str, reason: str) -> None:
    assert fault(sku) == reason


@given(st.text(alphabet=st.characters(max_codepoint=0x7E, min_codepoint=0x21), min_size=1, max_size=64))
def test_upper_and_lower_case_are_one_offer(sku: str) -> None:
    assert offer_id("sel_eu_1", sku.upper()) == offer_id("sel_eu_1", sku.lower()) == offer_id("sel_eu_1", sku)


def test_two_sellers_with_one_sku_have_two_offers() -> None:
    assert offer_id("sel_eu_1", "IP13") != offer_id("sel_eu_2", "IP13")
    assert offer_id("sel_eu_1", "IP13").startswith("off_eu_")
